/* What Python calls, in words that both a compiler and cffi can read: no preprocessor here. See core.h. */

struct source_counts {
    long long packets, octets, highest, first, jitter, frames, last_ns, last_timestamp, last_keyframe_ns, height;
    long long level_sum, level_packets, repaired;
};

struct leg_counts {
    long long packets, octets, resent, last_timestamp, last_ns, source, wanted, offset;
};

/* Something for Python to hear of. `data` is valid until the next step. */
struct event {
    int kind; /* 1 datagram, 2 rtcp, 3 unknown, 4 tap, 5 switched */
    int size;
    int slot;
    int payload_type;
    long long peer, source, leg;
    unsigned int ssrc;
    unsigned char *data;
    int words_at[3], words_size[3]; /* mid, rid, repaired rid within data */
};

/* Functions of libsrtp, and what is built into none of our own files. */
struct crypto {
    int (*protect)(void *, void *, int *);
    int (*unprotect)(void *, void *, int *);
    int (*protect_rtcp)(void *, void *, int *);
    int (*unprotect_rtcp)(void *, void *, int *);
};

struct naming {
    int mid, rid, repaired_rid, audio_level, transport_cc;
};

struct core *core_open(int fd, int name_size, int cuts, struct crypto *crypto);
void core_close(struct core *core);
long long *core_dropped(struct core *core);
long long *core_traffic(struct core *core); /* packets in, packets out, octets out */
int core_receive(struct core *core);
int core_step(struct core *core, long long now_ns, struct event *event);
unsigned char *core_sender(struct core *core, int slot);

struct peer *core_add_peer(struct core *core, long long id);
void core_drop_peer(struct core *core, struct peer *peer);
void core_bind(struct core *core, struct peer *peer, unsigned char *name);
void core_unbind(struct core *core, unsigned char *name);
void core_key(struct peer *peer, void *receive, void *send);
void core_call(struct peer *peer, struct naming *naming);
void core_send_rtcp(struct core *core, struct peer *peer, unsigned char *data, int size);

struct source *core_add_source(
    struct core *core, struct peer *peer, long long id, unsigned int ssrc, int codec, struct source_counts *counts);
void core_add_repair(struct source *source, unsigned int ssrc);
void core_drop_source(struct core *core, struct source *source);
void core_hold(struct core *core, struct source *source, int held);
void core_tap(struct source *source, int tapped);

struct leg *core_add_leg(
    struct peer *peer, long long id, unsigned int ssrc, unsigned int repair_ssrc, int *types, int *repair_types,
    struct leg_counts *counts);
void core_lock(struct leg *leg, void *session);
void core_drop_leg(struct leg *leg);
void core_point(struct leg *leg, struct source *source);
void core_limit(struct leg *leg, int temporal);
int core_resend(struct core *core, struct leg *leg, unsigned short *numbers, int count, long long now_ns);
int core_probe(struct core *core, struct leg *leg, int count, long long now_ns);

/* Records of three (sent) or two (arrivals) or one (gaps, found) numbers; taking empties them. */
long long *core_take_sent(struct peer *peer, int *count);
long long *core_take_arrivals(struct peer *peer, int *count);
long long *core_take_gaps(struct source *source, int *count);
long long *core_take_found(struct source *source, int *count);
