/* The compiled engine: what the files of engine/ do for every packet, with the same bytes on the wire.
 *
 * Each file here has its Python namesake, where the reasons stand: rtp.c for media/rtp.py, rewriting.c for
 * media/rewriting.py, incoming.c, outgoing.c, routes.c, reading.c; net.c for batched.py. No function here fails for odd
 * bytes; memory that cannot be had ends the process. One thread.
 */
#ifndef CORE_H
#define CORE_H

#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "api.h"

enum { OPUS, VP8, H264, CODECS };
enum { UNKNOWN, UNAUTHENTIC, MALFORMED, OVERSIZE, UNSENT, REASONS };
enum { SLOTS = 64, SLOT = 2048, MESSAGES = 128, ROOM = 512 * 1024, MOST_SEGMENTS = 40 };
enum { SPANS = 128, MOST_NEWS = 500, MOST_RECORDS = 8192, MOST_STRANGERS = 64, REMEMBERED = 256, NAME = 28, PADDING = 255 };

struct picture {
    int is_start, is_key, layer, is_sync, level_zero, key, size, is_long;
    int64_t picture; /* -1: it has none */
};

struct packet {
    int64_t number;
    uint32_t timestamp;
    int marker, level, is_key, has_picture, size, capacity, is_pending, is_orphan;
    struct picture picture;
    uint8_t *payload;
};

struct span {
    int64_t source, first, shift, out, picture, left_out;
    uint32_t timestamp;
    int level_zero, key;
};

/* The packet sent under the highest number, as far as the next source must know it. */
struct last {
    int is_there, marker, has_picture;
    int64_t number;
    uint32_t timestamp;
    struct picture picture;
};

struct rewriter {
    int64_t start, leaving_out, highest, last_ns, tenure;
    int limit, active, begins, count; /* spans are a ring: `begins` is the oldest */
    struct last last;
    struct span span, spans[SPANS];
};

struct list {
    void **items;
    int count, capacity;
};

struct records {
    long long *items;
    int count, capacity;
};

struct source {
    struct peer *peer;
    int64_t id, highest, picture, transit, jitter;
    uint32_t ssrc;
    int codec, clock, is_video, is_held, is_tapped, has_transit, mask;
    struct source_counts *counts;
    struct packet **history;
    struct list legs, waiting, pending;
    struct records gaps, found, given; /* `given` is what was taken last */
};

struct leg {
    struct peer *peer;
    struct source *carried, *wanted;
    void *session;
    int64_t id, repair_number;
    uint32_t ssrc, repair_ssrc;
    int types[CODECS], repair_types[CODECS], type, repair_type;
    struct leg_counts *counts;
    uint16_t *numbers; /* transport-wide ones of packets that may be sent again as they were */
    struct rewriter rewriter;
};

struct claim {
    uint32_t ssrc;
    int is_repair;
    struct source *source;
};

struct ended {
    uint32_t ssrc;
    int64_t number;
};

struct peer {
    int64_t id, told_ns;
    void *receive, *send;
    int has_name, number_octet, level_octet, strangers_count, claims_count, claims_capacity, ended_count;
    uint16_t number;
    struct naming naming;
    uint8_t name[NAME];
    struct claim *claims;
    struct ended *ended;
    struct list legs;
    struct records arrivals, sent, given;
    uint32_t strangers[MOST_STRANGERS];
};

struct place { /* of an address table with open addressing */
    int is_used;
    uint8_t name[NAME];
    struct peer *peer;
};

struct core {
    int fd, name_size, cuts, received, slot, stage, plain, messages, position;
    struct crypto crypto;
    long long dropped[REASONS], traffic[3];
    struct list pending, switched, sources;
    struct place *places;
    int places_count, places_capacity;
    uint8_t *inbox, *outbox, *scratch;
    uint8_t names[SLOTS][NAME], out_names[MESSAGES][NAME];
    struct mmsghdr in[SLOTS], out[MESSAGES];
    struct iovec in_vectors[SLOTS], out_vectors[MESSAGES];
    uint8_t controls[MESSAGES][CMSG_SPACE(sizeof(uint16_t))] __attribute__((aligned(8)));
};

/* rtp.c */
int rtp_extent(const uint8_t *packet, int size, int *begins, int *ends, int *payload, int *payload_ends);
int rtp_next_extension(const uint8_t *packet, int begins, int ends, int *at, int *name, int *data, int *size);
int vp8_picture(const uint8_t *payload, int size, struct picture *picture);
int vp8_height(const uint8_t *payload, int size, const struct picture *picture);
int h264_is_key(const uint8_t *payload, int size);

/* rewriting.c */
void rewriter_open(struct rewriter *rewriter, int64_t start);
void rewriter_limit(struct rewriter *rewriter, int layer);
int64_t rewriter_last_number(const struct rewriter *rewriter);
void rewriter_begin(struct rewriter *rewriter, const struct packet *packet, const struct source *source, int64_t now);
const struct span *rewriter_place(struct rewriter *rewriter, const struct packet *packet);
const struct span *rewriter_find(const struct rewriter *rewriter, int64_t number);
const struct span *rewriter_incoming(const struct rewriter *rewriter, uint16_t number, int64_t *incoming);

/* incoming.c */
int source_take_in(
    struct source *source, uint16_t number, uint32_t timestamp, int marker, const uint8_t *payload, int size, int level,
    int is_repair, int64_t now);
struct packet *source_past(struct source *source, int64_t number);
void source_clear(struct source *source);

/* outgoing.c */
int leg_is_ready(const struct leg *leg);
void leg_begin(struct leg *leg, struct source *source, const struct packet *packet, int64_t now);
void leg_forward(struct core *core, struct leg *leg, void **packets, int count, int64_t now);
int leg_repeat(struct core *core, struct leg *leg, const struct packet *packet, const struct span *span, int64_t now);
int leg_pad(struct core *core, struct leg *leg, int packets, int64_t now);

/* routes.c */
void routes_point(struct leg *leg, struct source *wanted, int carries_on);
void routes_stop(struct source *source);
void routes_end(struct source *source);
void routes_forward(struct core *core, int64_t now);

/* net.c */
int net_reserve(struct core *core, int octets);
void net_put(struct core *core, const uint8_t *name, int at, const int *sizes, int count);
void net_flush(struct core *core);

/* peers.c */
struct peer *peers_find(struct core *core, const uint8_t *name);
struct claim *peer_claim(struct peer *peer, uint32_t ssrc);
void peer_forget(struct peer *peer, const struct source *source);
int64_t peer_continued(const struct peer *peer, uint32_t ssrc);
void peer_end(struct peer *peer, uint32_t ssrc, int64_t number);
struct source *core_source(struct core *core, int64_t id);

/* lists.c */
void *must(void *memory);
void list_add(struct list *list, void *item);
void list_remove(struct list *list, const void *item);
void list_free(struct list *list);
void records_add(struct records *records, const long long *numbers, int count);
long long *records_take(struct records *records, struct records *given, int *count);

static inline uint32_t read32(const uint8_t *at) { return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3]; }
static inline uint16_t read16(const uint8_t *at) { return at[0] << 8 | at[1]; }
static inline void write16(uint8_t *at, uint32_t value) { at[0] = value >> 8; at[1] = value; }
static inline void write32(uint8_t *at, uint32_t value) { write16(at, value >> 16); write16(at + 2, value); }

#endif
