/* media/rewriting.py in C. */
#include "core.h"

static const int64_t FARTHEST = 1 << 30;

void rewriter_open(struct rewriter *rewriter, int64_t start) {
    memset(rewriter, 0, sizeof *rewriter);
    rewriter->start = start;
    rewriter->limit = rewriter->active = 2;
    rewriter->leaving_out = rewriter->highest = -1;
    rewriter->span.left_out = -1;
}

void rewriter_limit(struct rewriter *rewriter, int layer) {
    rewriter->limit = layer;
    if (rewriter->active > layer) rewriter->active = layer;
}

int64_t rewriter_last_number(const struct rewriter *rewriter) {
    return rewriter->last.is_there ? rewriter->highest - rewriter->span.shift : rewriter->start - 1;
}

static struct span made(int64_t source, int64_t first, int64_t shift, uint32_t timestamp) {
    struct span span = {.source = source, .first = first, .shift = shift, .out = first - shift, .left_out = -1};
    span.timestamp = timestamp;
    return span;
}

static const struct span *nth_newest(const struct rewriter *rewriter, int back) {
    return &rewriter->spans[(rewriter->begins + rewriter->count - 1 - back + SPANS) % SPANS];
}

static void push(struct rewriter *rewriter, struct span span) {
    if (rewriter->count == SPANS) {
        rewriter->begins = (rewriter->begins + 1) % SPANS;
        rewriter->count--;
    }
    rewriter->spans[(rewriter->begins + rewriter->count++) % SPANS] = span;
}

static int64_t positive(int64_t value, int64_t modulus) { return ((value % modulus) + modulus) % modulus; }

static void go_on(struct span *span, const struct picture *new, const struct picture *old, const struct span *before) {
    if (new->picture >= 0 && old->picture >= 0)
        span->picture = new->picture - (old->picture - before->picture + 1);
    if (new->level_zero >= 0 && old->level_zero >= 0)
        span->level_zero = new->level_zero - (old->level_zero - before->level_zero + 1);
    if (new->key >= 0 && old->key >= 0) span->key = new->key - (old->key - before->key + 1);
}

void rewriter_begin(struct rewriter *rewriter, const struct packet *packet, const struct source *source, int64_t now) {
    const struct last *last = &rewriter->last;
    const struct span *found = last->is_there ? rewriter_find(rewriter, last->number) : NULL;
    struct span before = found ? *found : rewriter->span;
    int64_t out = rewriter->start >= 0 ? rewriter->start : positive(packet->number, 0x8000);
    uint32_t shift = 0;
    if (last->is_there) {
        out = rewriter_last_number(rewriter) + 1;
        if (source->is_video && !last->marker) {
            push(rewriter, made(0, out, 0, 0));
            out++;
        }
        __int128 ticks = (__int128)(now - rewriter->last_ns) * source->clock / 1000000000;
        int64_t passed = ticks < 1 ? 1 : ticks > FARTHEST ? FARTHEST : (int64_t)ticks;
        shift = packet->timestamp - last->timestamp + before.timestamp - (uint32_t)passed;
    }
    struct span span = made(source->id, packet->number, packet->number - out, shift);
    span.picture = before.picture;
    span.level_zero = before.level_zero;
    span.key = before.key;
    if (packet->has_picture && last->is_there && last->has_picture)
        go_on(&span, &packet->picture, &last->picture, &before);
    push(rewriter, span);
    rewriter->span = span;
    rewriter->tenure = out;
    rewriter->highest = packet->number - 1;
    rewriter->active = rewriter->limit;
    rewriter->leaving_out = -1;
}

const struct span *rewriter_find(const struct rewriter *rewriter, int64_t number) {
    int64_t end = rewriter_last_number(rewriter) + 1;
    for (int back = 0; back < rewriter->count; back++) {
        const struct span *span = nth_newest(rewriter, back);
        if (number >= span->first) return number - span->shift < end ? span : NULL;
        if (span->out <= rewriter->tenure) return NULL;
        end = span->out;
    }
    return NULL;
}

const struct span *rewriter_incoming(const struct rewriter *rewriter, uint16_t number, int64_t *incoming) {
    if (!rewriter->last.is_there) return NULL;
    int64_t last = rewriter_last_number(rewriter), out = last - ((last - number) & 0xFFFF);
    for (int back = 0; back < rewriter->count; back++) {
        const struct span *span = nth_newest(rewriter, back);
        if (out >= span->out) {
            *incoming = out + span->shift;
            return span->source ? span : NULL;
        }
    }
    return NULL;
}

static void skip(struct rewriter *rewriter, const struct packet *packet, int pictures, int is_whole) {
    struct span *old = &rewriter->span;
    int64_t before = packet->number - rewriter->highest, missing = is_whole ? before : 1;
    struct span span = made(old->source, packet->number + 1, old->shift + missing, old->timestamp);
    span.picture = old->picture + pictures;
    span.level_zero = old->level_zero;
    span.key = old->key;
    span.left_out = rewriter->leaving_out;
    if (old->first == rewriter->highest + 1 && missing == before) rewriter->count--;
    push(rewriter, span);
    rewriter->span = span;
    rewriter->highest = packet->number;
}

static int leaves_out(struct rewriter *rewriter, const struct packet *packet) {
    const struct picture *picture = &packet->picture;
    if (rewriter->leaving_out >= 0 && packet->timestamp == rewriter->leaving_out) {
        skip(rewriter, packet, 0, 1);
        return 1;
    }
    if (!packet->size || !packet->has_picture) {
        skip(rewriter, packet, 0, 0);
        return 1;
    }
    rewriter->leaving_out = -1;
    if (!picture->is_start) return 0;
    if (rewriter->active < rewriter->limit
        && (picture->is_key || (picture->is_sync && picture->layer == rewriter->active + 1)))
        rewriter->active = picture->is_key ? rewriter->limit : picture->layer;
    if (picture->layer <= rewriter->active) return 0;
    rewriter->leaving_out = packet->timestamp;
    skip(rewriter, packet, picture->picture >= 0, 0);
    return 1;
}

const struct span *rewriter_place(struct rewriter *rewriter, const struct packet *packet) {
    if (packet->number <= rewriter->highest) return rewriter_find(rewriter, packet->number);
    int is_odd = !packet->size
                 || (packet->has_picture
                     && (packet->picture.layer > rewriter->active || rewriter->active < rewriter->limit
                         || rewriter->leaving_out >= 0));
    if (is_odd && leaves_out(rewriter, packet)) return NULL;
    rewriter->highest = packet->number;
    rewriter->last = (struct last){1, packet->marker, packet->has_picture, packet->number, packet->timestamp,
                                   packet->picture};
    return &rewriter->span;
}
