/* engine/outgoing.py and engine/writing.py in C. */
#include "core.h"

int leg_is_ready(const struct leg *leg) { return leg->peer->has_name && leg->session; }

void core_lock(struct leg *leg, void *session) { leg->session = session; }

void leg_begin(struct leg *leg, struct source *source, const struct packet *packet, int64_t now) {
    leg->carried = source;
    leg->wanted = NULL;
    leg->type = leg->types[source->codec];
    leg->repair_type = leg->repair_types[source->codec];
    rewriter_begin(&leg->rewriter, packet, source, now);
    leg->counts->source = source->id;
    leg->counts->wanted = 0;
    leg->counts->offset = (uint32_t)-leg->rewriter.span.timestamp;
}

static void write_picture(uint8_t *at, const struct picture *picture, const struct span *span) {
    if (picture->picture >= 0) {
        write16(at, 0x8000 | ((picture->picture - span->picture) & 0x7FFF));
        at += 2;
    }
    if (picture->level_zero >= 0) *at++ = picture->level_zero - span->level_zero;
    if (picture->key >= 0) *at = (*at & 0xE0) | ((picture->key - span->key) & 0x1F);
}

static int write_packet(
    uint8_t *at, const struct packet *packet, const struct span *span, const struct peer *peer, uint32_t ssrc, int type,
    int64_t number, uint16_t transport, int repeated) {
    int named = peer->number_octet, heard = packet->level >= 0 ? peer->level_octet : 0;
    uint8_t *body = at + 12;
    at[0] = named || heard ? 0x90 : 0x80;
    at[1] = packet->marker | type;
    write16(at + 2, number);
    write32(at + 4, packet->timestamp - span->timestamp);
    write32(at + 8, ssrc);
    if (named || heard) {
        int words = named && heard ? 2 : 1;
        write32(body, 0xBEDE0000 | words);
        memset(body + 4, 0, 4 * words);
        body += 4;
        if (named) {
            body[0] = named;
            write16(body + 1, transport);
        }
        if (heard) {
            uint8_t *where = body + (named ? 3 : 0);
            where[0] = heard;
            where[1] = packet->level;
        }
        body += 4 * words;
    }
    if (repeated >= 0) {
        write16(body, repeated);
        body += 2;
    }
    if (packet->timestamp == span->left_out) return body - at;
    memcpy(body, packet->payload, packet->size);
    if (packet->has_picture) write_picture(body + 2, &packet->picture, span);
    return body + packet->size - at;
}

static void note_sent(struct peer *peer, uint16_t transport, int64_t now, int size) {
    long long record[3] = {transport, now, size};
    records_add(&peer->sent, record, 3);
}

static void bound_sent(struct peer *peer) {
    if (peer->sent.count <= 3 * MOST_RECORDS) return;
    int left = peer->sent.count - 3 * (MOST_RECORDS / 2);
    memmove(peer->sent.items, peer->sent.items + 3 * (MOST_RECORDS / 2), left * sizeof *peer->sent.items);
    peer->sent.count = left;
}

static void count(struct leg *leg, int packets, int64_t octets, int64_t now) {
    struct rewriter *rewriter = &leg->rewriter;
    rewriter->last_ns = leg->counts->last_ns = now;
    if (rewriter->last.is_there)
        leg->counts->last_timestamp = (uint32_t)(rewriter->last.timestamp - rewriter->span.timestamp);
    leg->counts->packets += packets;
    leg->counts->octets += octets;
    bound_sent(leg->peer);
}

void leg_forward(struct core *core, struct leg *leg, void **packets, int given, int64_t now) {
    struct peer *peer = leg->peer;
    if (!leg_is_ready(leg)) return;
    int begins = net_reserve(core, given * SLOT), at = begins, sizes[SLOTS], sent = 0;
    int64_t octets = 0;
    for (int each = 0; each < given; each++) {
        const struct packet *packet = packets[each];
        const struct span *span = rewriter_place(&leg->rewriter, packet);
        if (!span) continue;
        int64_t number = packet->number - span->shift;
        if (leg->numbers) leg->numbers[number & (REMEMBERED - 1)] = peer->number;
        uint8_t *place = core->outbox + at;
        int size = write_packet(place, packet, span, peer, leg->ssrc, leg->type, number, peer->number, -1);
        if (core->crypto.protect(leg->session, place, &size)) {
            core->dropped[UNSENT]++;
            continue;
        }
        note_sent(peer, peer->number++, now, size);
        sizes[sent++] = size;
        at += size;
        octets += packet->size;
    }
    if (!sent) return;
    net_put(core, peer->name, begins, sizes, sent);
    count(leg, sent, octets, now);
}

static int put(struct core *core, struct leg *leg, void *session, uint8_t *place, int size) {
    if (core->crypto.protect(session, place, &size)) {
        core->dropped[UNSENT]++;
        return 0;
    }
    net_put(core, leg->peer->name, place - core->outbox, &size, 1);
    return size;
}

static int repair(struct core *core, struct leg *leg, const struct packet *packet, const struct span *span, int64_t now) {
    struct peer *peer = leg->peer;
    if (leg->repair_type < 0) return 0;
    int original = (packet->number - span->shift) & 0xFFFF;
    int64_t number = leg->repair_number >= 0 ? leg->repair_number : original & 0x7FFF;
    leg->repair_number = number + 1;
    uint8_t *place = core->outbox + net_reserve(core, SLOT);
    int size = write_packet(
        place, packet, span, peer, leg->repair_ssrc, leg->repair_type, number, peer->number, original);
    size = put(core, leg, peer->send, place, size);
    if (size) note_sent(peer, peer->number++, now, size);
    return size > 0;
}

static int again(struct core *core, struct leg *leg, const struct packet *packet, const struct span *span) {
    int64_t number = packet->number - span->shift;
    if (number <= rewriter_last_number(&leg->rewriter) - REMEMBERED) return 0;
    uint16_t transport = leg->numbers[number & (REMEMBERED - 1)];
    uint8_t *place = core->outbox + net_reserve(core, SLOT);
    int size = write_packet(place, packet, span, leg->peer, leg->ssrc, leg->type, number, transport, -1);
    return put(core, leg, leg->session, place, size) > 0;
}

int leg_repeat(struct core *core, struct leg *leg, const struct packet *packet, const struct span *span, int64_t now) {
    if (!leg_is_ready(leg)) return 0;
    int sent = leg->repair_ssrc ? repair(core, leg, packet, span, now) : again(core, leg, packet, span);
    leg->counts->resent += sent;
    return sent;
}

static int write_padding(uint8_t *at, const struct peer *peer, uint32_t ssrc, int type, int64_t number, uint32_t timestamp) {
    at[0] = 0xB0;
    at[1] = type;
    write16(at + 2, number);
    write32(at + 4, timestamp);
    write32(at + 8, ssrc);
    write32(at + 12, 0xBEDE0001);
    at[16] = peer->number_octet;
    write16(at + 17, peer->number);
    memset(at + 19, 0, PADDING);
    at[19 + PADDING] = PADDING;
    return 20 + PADDING;
}

int leg_pad(struct core *core, struct leg *leg, int packets, int64_t now) {
    struct peer *peer = leg->peer;
    int type = -1, sent = 0;
    for (int codec = CODECS - 1; codec >= 0; codec--)
        if (leg->repair_types[codec] >= 0) type = leg->repair_types[codec];
    if (!leg_is_ready(leg) || type < 0 || !peer->number_octet) return 0;
    for (int at = 0; at < packets; at++) {
        int64_t number = leg->repair_number > 0 ? leg->repair_number : 0;
        leg->repair_number = number + 1;
        uint8_t *place = core->outbox + net_reserve(core, SLOT);
        int size = write_padding(place, peer, leg->repair_ssrc, type, number, leg->counts->last_timestamp);
        size = put(core, leg, peer->send, place, size);
        if (size) note_sent(peer, peer->number++, now, size);
        sent += size > 0;
    }
    return sent;
}
