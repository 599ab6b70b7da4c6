/* engine/reading.py in C, and what Python calls that belongs to no other file. */
#include "core.h"

enum { DATAGRAM = 1, REPORT, STRANGER, TAPPED, SWITCHED };
enum { FRESH, TOLD, RECORDED }; /* how far the datagram of this slot has come */

static const int64_t TELL_NS = 50000000;

static int heard(struct event *event, int kind, const struct peer *peer, uint8_t *data, int size) {
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->peer = peer ? peer->id : 0;
    event->data = data;
    event->size = size;
    return kind;
}

static int is_let_in(struct peer *peer, uint32_t ssrc) {
    for (int at = 0; at < peer->strangers_count; at++)
        if (peer->strangers[at] == ssrc) return 1;
    if (peer->strangers_count == MOST_STRANGERS) return 0;
    peer->strangers[peer->strangers_count++] = ssrc;
    peer->told_ns = 0;
    return 1;
}

/* 1 when the slot holds authentic media in plain, `core->plain` octets of it. */
static int open_media(struct core *core, struct peer *peer, uint8_t *data, int size) {
    uint32_t ssrc = read32(data + 8);
    core->plain = size;
    if (!peer_claim(peer, ssrc) && !is_let_in(peer, ssrc)) core->dropped[UNKNOWN]++;
    else if (core->crypto.unprotect(peer->receive, data, &core->plain)) core->dropped[UNAUTHENTIC]++;
    else return 1;
    return 0;
}

static int tell(struct peer *peer, uint8_t *data, int size, int begins, int ends, int64_t now, struct event *event) {
    if (now - peer->told_ns < TELL_NS && peer->told_ns) return 0;
    peer->told_ns = now;
    heard(event, STRANGER, peer, data, size);
    event->ssrc = read32(data + 8);
    event->payload_type = data[1] & 0x7F;
    int called[3] = {peer->naming.mid, peer->naming.rid, peer->naming.repaired_rid};
    for (int at = begins, name, where, octets; rtp_next_extension(data, begins, ends, &at, &name, &where, &octets);)
        for (int which = 0; which < 3; which++)
            if (called[which] && name == called[which]) {
                event->words_at[which] = where;
                event->words_size[which] = octets;
            }
    return STRANGER;
}

static int record_repaired(struct core *core, struct source *source, struct event *event) {
    const struct packet *packet = source->pending.items[source->pending.count - 1];
    uint8_t *plain = core->scratch;
    plain[0] = 0x80;
    plain[1] = packet->marker;
    write16(plain + 2, packet->number);
    write32(plain + 4, packet->timestamp);
    write32(plain + 8, source->ssrc);
    memcpy(plain + 12, packet->payload, packet->size);
    heard(event, TAPPED, source->peer, plain, 12 + packet->size);
    event->source = source->id;
    return TAPPED;
}

static int keep(
    struct core *core, struct claim *claimed, uint8_t *data, int payload, int payload_ends, int level, int64_t now,
    struct event *event) {
    struct source *source = claimed->source;
    uint16_t number = read16(data + 2);
    int is_repair = claimed->is_repair;
    if (is_repair) {
        if (payload_ends - payload < 3) return 0;
        number = read16(data + payload);
        payload += 2;
    }
    if (!source_take_in(
            source, number, read32(data + 4), data[1] & 0x80, data + payload, payload_ends - payload, level, is_repair,
            now))
        return 0;
    if (source->pending.count == 1) list_add(&core->pending, source);
    return is_repair && source->is_tapped ? record_repaired(core, source, event) : 0;
}

static int read_media(struct core *core, struct peer *peer, uint8_t *data, int64_t now, struct event *event) {
    int begins, ends, payload, payload_ends, level = -1, number = -1;
    if (!rtp_extent(data, core->plain, &begins, &ends, &payload, &payload_ends)) {
        core->dropped[MALFORMED]++;
        return 0;
    }
    for (int at = begins, name, where, octets; rtp_next_extension(data, begins, ends, &at, &name, &where, &octets);) {
        if (name == peer->naming.transport_cc && octets >= 2) number = read16(data + where);
        else if (name == peer->naming.audio_level && octets >= 1) level = data[where];
    }
    struct claim *claimed = peer_claim(peer, read32(data + 8));
    if (core->stage == FRESH) {
        if (number >= 0 && peer->arrivals.count < 2 * MOST_RECORDS) {
            long long record[2] = {number, now};
            records_add(&peer->arrivals, record, 2);
        }
        core->stage = TOLD;
        if (!claimed && tell(peer, data, core->plain, begins, ends, now, event)) return STRANGER;
    }
    if (!claimed) {
        core->dropped[UNKNOWN]++;
        return 0;
    }
    struct source *source = claimed->source;
    if (core->stage == TOLD && !claimed->is_repair && source->is_tapped && !source->is_held) {
        core->stage = RECORDED;
        heard(event, TAPPED, peer, data, core->plain);
        event->source = source->id;
        return TAPPED;
    }
    return keep(core, claimed, data, payload, payload_ends, level, now, event);
}

/* What has to be told of the datagram in this slot; 0 when it is done with. */
static int read_slot(struct core *core, int64_t now, struct event *event) {
    struct mmsghdr *message = &core->in[core->slot];
    uint8_t *data = core->inbox + core->slot * SLOT;
    int size = message->msg_hdr.msg_flags & MSG_TRUNC ? 0 : (int)message->msg_len;
    if (!size) {
        core->dropped[OVERSIZE]++;
        return 0;
    }
    if (data[0] < 0x80 || data[0] > 0xBF) return heard(event, DATAGRAM, NULL, data, size);
    struct peer *peer = peers_find(core, core->names[core->slot]);
    if (!peer || !peer->receive || size < 12) {
        core->dropped[size >= 12 ? UNKNOWN : MALFORMED]++;
        return 0;
    }
    if (core->stage == FRESH && data[1] >= 192 && data[1] <= 223) {
        if (!core->crypto.unprotect_rtcp(peer->receive, data, &size)) return heard(event, REPORT, peer, data, size);
        core->dropped[UNAUTHENTIC]++;
        return 0;
    }
    if (core->stage == FRESH && !open_media(core, peer, data, size)) return 0;
    core->traffic[0] += core->stage == FRESH;
    return read_media(core, peer, data, now, event);
}

/* Go on with what was received, up to something that Python must hear of; 0 when all is done and sent. */
int core_step(struct core *core, long long now, struct event *event) {
    while (core->slot < core->received) {
        int kind = read_slot(core, now, event);
        if (kind) event->slot = core->slot;
        int goes_on = kind == STRANGER || (kind == TAPPED && core->stage == RECORDED);
        if (!goes_on) {
            core->slot++;
            core->stage = FRESH;
        }
        if (kind) return kind;
    }
    if (core->pending.count) routes_forward(core, now);
    net_flush(core);
    if (!core->switched.count) return 0;
    memset(event, 0, sizeof *event);
    event->kind = SWITCHED;
    event->leg = (intptr_t)core->switched.items[0];
    event->source = (intptr_t)core->switched.items[1];
    core->switched.count -= 2;
    memmove(core->switched.items, core->switched.items + 2, core->switched.count * sizeof *core->switched.items);
    return SWITCHED;
}

long long *core_traffic(struct core *core) { return core->traffic; }

long long *core_dropped(struct core *core) { return core->dropped; }

void core_hold(struct core *core, struct source *source, int held) {
    source->is_held = held;
    if (!held) return;
    source_clear(source);
    list_remove(&core->pending, source);
    routes_stop(source);
}

void core_tap(struct source *source, int tapped) { source->is_tapped = tapped; }

void core_limit(struct leg *leg, int temporal) { rewriter_limit(&leg->rewriter, temporal); }

void core_point(struct leg *leg, struct source *source) {
    if (!source || leg->types[source->codec] < 0) routes_point(leg, NULL, 0);
    else if (source == leg->carried) routes_point(leg, NULL, 1);
    else routes_point(leg, source, source->is_video);
}

int core_resend(struct core *core, struct leg *leg, unsigned short *numbers, int count, long long now) {
    int sent = 0;
    for (int at = 0; at < count; at++) {
        int64_t incoming;
        const struct span *span = rewriter_incoming(&leg->rewriter, numbers[at], &incoming);
        struct source *source = span ? core_source(core, span->source) : NULL;
        struct packet *packet = source ? source_past(source, incoming) : NULL;
        if (packet) sent += leg_repeat(core, leg, packet, span, now);
    }
    net_flush(core);
    return sent;
}

int core_probe(struct core *core, struct leg *leg, int count, long long now) {
    struct source *source = leg->carried;
    int sent = 0;
    if (!leg->repair_ssrc) return 0;
    if (!source) {
        sent = leg_pad(core, leg, count, now);
        net_flush(core);
        return sent;
    }
    int64_t back = count < source->mask ? count : source->mask;
    for (int64_t number = source->highest - back + 1; number <= source->highest; number++) {
        struct packet *packet = source_past(source, number);
        const struct span *span = packet ? rewriter_find(&leg->rewriter, number) : NULL;
        if (span) sent += leg_repeat(core, leg, packet, span, now);
    }
    net_flush(core);
    return sent;
}

void core_send_rtcp(struct core *core, struct peer *peer, unsigned char *data, int size) {
    if (!peer->send || !peer->has_name || size + 20 > SLOT) return;
    int at = net_reserve(core, SLOT);
    memcpy(core->outbox + at, data, size);
    if (core->crypto.protect_rtcp(peer->send, core->outbox + at, &size)) {
        core->dropped[UNSENT]++;
        return;
    }
    net_put(core, peer->name, at, &size, 1);
    net_flush(core);
}

long long *core_take_sent(struct peer *peer, int *count) { return records_take(&peer->sent, &peer->given, count); }

long long *core_take_arrivals(struct peer *peer, int *count) {
    return records_take(&peer->arrivals, &peer->given, count);
}

long long *core_take_gaps(struct source *source, int *count) {
    return records_take(&source->gaps, &source->given, count);
}

long long *core_take_found(struct source *source, int *count) {
    return records_take(&source->found, &source->given, count);
}

void core_close(struct core *core) {
    list_free(&core->pending);
    list_free(&core->switched);
    list_free(&core->sources);
    free(core->places);
    free(core->inbox);
    free(core->outbox);
    free(core->scratch);
    free(core);
}
