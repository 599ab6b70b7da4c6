/* engine/peers.py, and the making and ending of peers, sources and legs, in C. */
#include "core.h"

static uint64_t hash(const uint8_t *name, int size) {
    uint64_t value = 14695981039346656037u;
    for (int at = 0; at < size; at++) value = (value ^ name[at]) * 1099511628211u;
    return value ^ value >> 29;
}

/* Where a name stands, or would stand. There is always a free place. */
static struct place *place_of(struct core *core, const uint8_t *name) {
    uint64_t at = hash(name, core->name_size);
    for (;; at++) {
        struct place *place = &core->places[at & (core->places_capacity - 1)];
        if (!place->is_used || !memcmp(place->name, name, core->name_size)) return place;
    }
}

static void make_room(struct core *core) {
    struct place *old = core->places;
    int capacity = core->places_capacity;
    core->places_capacity = capacity ? 2 * capacity : 256;
    core->places = must(calloc(core->places_capacity, sizeof *core->places));
    core->places_count = 0;
    for (int at = 0; at < capacity; at++)
        if (old[at].is_used && old[at].peer) { /* Names that nobody has any more are left behind. */
            *place_of(core, old[at].name) = old[at];
            core->places_count++;
        }
    free(old);
}

struct peer *peers_find(struct core *core, const uint8_t *name) {
    return core->places_capacity ? place_of(core, name)->peer : NULL;
}

static void leave(struct core *core, struct peer *peer, const uint8_t *name) {
    if (peer->has_name && !memcmp(peer->name, name, core->name_size)) peer->has_name = 0;
}

void core_bind(struct core *core, struct peer *peer, unsigned char *name) {
    if (2 * (core->places_count + 1) > core->places_capacity) make_room(core);
    struct place *place = place_of(core, name);
    if (place->peer && place->peer != peer) leave(core, place->peer, name);
    if (!place->is_used) core->places_count++;
    place->is_used = 1;
    place->peer = peer;
    memcpy(place->name, name, core->name_size);
    memcpy(peer->name, name, core->name_size);
    peer->has_name = 1;
}

void core_unbind(struct core *core, unsigned char *name) {
    struct peer *peer = peers_find(core, name);
    if (!peer) return;
    place_of(core, name)->peer = NULL;
    leave(core, peer, name);
}

struct peer *core_add_peer(struct core *core, long long id) {
    (void)core;
    struct peer *peer = must(calloc(1, sizeof *peer));
    peer->id = id;
    return peer;
}

void core_drop_peer(struct core *core, struct peer *peer) {
    while (peer->legs.count) core_drop_leg(peer->legs.items[0]);
    while (peer->claims_count) core_drop_source(core, peer->claims[0].source);
    for (int at = 0; at < core->places_capacity; at++)
        if (core->places[at].peer == peer) core->places[at].peer = NULL;
    list_free(&peer->legs);
    free(peer->claims);
    free(peer->ended);
    free(peer->arrivals.items);
    free(peer->sent.items);
    free(peer->given.items);
    free(peer);
}

void core_key(struct peer *peer, void *receive, void *send) {
    peer->receive = receive;
    peer->send = send;
}

void core_call(struct peer *peer, struct naming *naming) {
    peer->naming = *naming;
    peer->number_octet = naming->transport_cc ? naming->transport_cc << 4 | 1 : 0;
    peer->level_octet = naming->audio_level << 4;
}

struct claim *peer_claim(struct peer *peer, uint32_t ssrc) {
    struct claim *repair = NULL;
    for (int at = 0; at < peer->claims_count; at++)
        if (peer->claims[at].ssrc == ssrc) {
            if (!peer->claims[at].is_repair) return &peer->claims[at];
            repair = &peer->claims[at];
        }
    return repair;
}

static void claim(struct peer *peer, struct source *source, uint32_t ssrc, int is_repair) {
    for (int at = 0; at < peer->claims_count; at++)
        if (peer->claims[at].ssrc == ssrc && peer->claims[at].is_repair == is_repair) {
            peer->claims[at].source = source;
            return;
        }
    if (peer->claims_count == peer->claims_capacity) {
        peer->claims_capacity = peer->claims_capacity ? 2 * peer->claims_capacity : 8;
        peer->claims = must(realloc(peer->claims, peer->claims_capacity * sizeof *peer->claims));
    }
    peer->claims[peer->claims_count++] = (struct claim){ssrc, is_repair, source};
}

void peer_forget(struct peer *peer, const struct source *source) {
    int left = 0;
    for (int at = 0; at < peer->claims_count; at++)
        if (peer->claims[at].source != source) peer->claims[left++] = peer->claims[at];
    peer->claims_count = left;
}

int64_t peer_continued(const struct peer *peer, uint32_t ssrc) {
    for (int at = 0; at < peer->ended_count; at++)
        if (peer->ended[at].ssrc == ssrc) return peer->ended[at].number;
    return -1;
}

void peer_end(struct peer *peer, uint32_t ssrc, int64_t number) {
    for (int at = 0; at < peer->ended_count; at++)
        if (peer->ended[at].ssrc == ssrc) {
            peer->ended[at].number = number;
            return;
        }
    peer->ended = must(realloc(peer->ended, (peer->ended_count + 1) * sizeof *peer->ended));
    peer->ended[peer->ended_count++] = (struct ended){ssrc, number};
}

struct source *core_add_source(
    struct core *core, struct peer *peer, long long id, unsigned int ssrc, int codec, struct source_counts *counts) {
    struct source *source = must(calloc(1, sizeof *source));
    source->peer = peer;
    source->id = id;
    source->ssrc = ssrc;
    source->codec = codec;
    source->clock = codec == OPUS ? 48000 : 90000;
    source->is_video = codec != OPUS;
    source->mask = (codec == OPUS ? 128 : 512) - 1;
    source->history = must(calloc(source->mask + 1, sizeof *source->history));
    source->highest = source->picture = -1;
    source->counts = counts;
    claim(peer, source, ssrc, 0);
    list_add(&core->sources, source);
    return source;
}

void core_add_repair(struct source *source, unsigned int ssrc) { claim(source->peer, source, ssrc, 1); }

void core_drop_source(struct core *core, struct source *source) {
    routes_end(source);
    peer_forget(source->peer, source);
    source_clear(source);
    list_remove(&core->pending, source);
    list_remove(&core->sources, source);
    for (int at = 0; at <= source->mask; at++)
        if (source->history[at]) {
            free(source->history[at]->payload);
            free(source->history[at]);
        }
    free(source->history);
    list_free(&source->legs);
    list_free(&source->waiting);
    list_free(&source->pending);
    free(source->gaps.items);
    free(source->found.items);
    free(source->given.items);
    free(source);
}

struct source *core_source(struct core *core, int64_t id) {
    for (int at = 0; at < core->sources.count; at++)
        if (((struct source *)core->sources.items[at])->id == id) return core->sources.items[at];
    return NULL;
}

struct leg *core_add_leg(
    struct peer *peer, long long id, unsigned int ssrc, unsigned int repair_ssrc, int *types, int *repair_types,
    struct leg_counts *counts) {
    struct leg *leg = must(calloc(1, sizeof *leg));
    leg->peer = peer;
    leg->id = id;
    leg->ssrc = ssrc;
    leg->repair_ssrc = repair_ssrc;
    memcpy(leg->types, types, sizeof leg->types);
    memcpy(leg->repair_types, repair_types, sizeof leg->repair_types);
    leg->counts = counts;
    leg->repair_number = peer_continued(peer, repair_ssrc);
    if (!repair_ssrc) leg->numbers = must(calloc(REMEMBERED, sizeof *leg->numbers));
    rewriter_open(&leg->rewriter, peer_continued(peer, ssrc));
    list_add(&peer->legs, leg);
    return leg;
}

void core_drop_leg(struct leg *leg) {
    routes_point(leg, NULL, 0);
    peer_end(leg->peer, leg->ssrc, rewriter_last_number(&leg->rewriter) + 1);
    peer_end(leg->peer, leg->repair_ssrc, leg->repair_number);
    list_remove(&leg->peer->legs, leg);
    free(leg->numbers);
    free(leg);
}
