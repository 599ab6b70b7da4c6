/* engine/incoming.py in C. */
#include "core.h"

struct packet *source_past(struct source *source, int64_t number) {
    struct packet *packet = source->history[number & source->mask];
    return packet && packet->number == number ? packet : NULL;
}

/* The place for a number. What stands there and still waits to go out is freed once it has. */
static struct packet *room_for(struct source *source, int64_t number) {
    struct packet **place = &source->history[number & source->mask];
    if (*place && (*place)->is_pending) {
        (*place)->is_orphan = 1;
        *place = NULL;
    }
    if (!*place) *place = must(calloc(1, sizeof **place));
    return *place;
}

/* Nothing waits any longer. */
void source_clear(struct source *source) {
    for (int at = 0; at < source->pending.count; at++) {
        struct packet *packet = source->pending.items[at];
        packet->is_pending = 0;
        if (packet->is_orphan) {
            free(packet->payload);
            free(packet);
        }
    }
    source->pending.count = 0;
}

static void measure(struct source *source, uint32_t timestamp, int64_t now) {
    int64_t transit = (int64_t)((__int128)now * source->clock / 1000000000) - timestamp;
    if (source->has_transit) {
        int64_t difference = (int32_t)(uint32_t)(transit - source->transit);
        if (difference < 0) difference = -difference;
        source->jitter += difference - ((source->jitter + 8) >> 4);
        source->counts->jitter = source->jitter >> 4;
    }
    source->transit = transit;
    source->has_transit = 1;
}

static void count(struct source *source, uint32_t timestamp, int octets, int level, int64_t now) {
    struct source_counts *counts = source->counts;
    counts->packets++;
    counts->octets += octets;
    counts->last_ns = now;
    if (level >= 0 && !source->is_held) {
        counts->level_sum += 127 - (level & 0x7F);
        counts->level_packets++;
    }
    measure(source, timestamp, now);
}

static void advance(struct source *source, int64_t number, uint32_t timestamp) {
    struct source_counts *counts = source->counts;
    if (number <= source->highest) return;
    if (source->highest < 0) counts->first = number;
    if (timestamp != counts->last_timestamp || source->highest < 0) {
        counts->frames++;
        counts->last_timestamp = timestamp;
    }
    source->highest = counts->highest = number;
}

static void missed(struct source *source, int64_t number) {
    if (source->highest < 0 || number - 1 <= source->highest || number - 1 > source->highest + MOST_NEWS) return;
    for (long long each = source->highest + 1; each < number && source->gaps.count < MOST_NEWS; each++)
        records_add(&source->gaps, &each, 1);
}

static void unwrap(struct source *source, struct picture *picture) {
    int64_t half = picture->is_long ? 0x4000 : 0x40;
    if (source->picture >= 0)
        picture->picture =
            source->picture + ((picture->picture - source->picture + half) & (2 * half - 1)) - half;
    if (picture->picture > source->picture) source->picture = picture->picture;
}

static void keep(struct packet *packet, const uint8_t *payload, int size, int at_long) {
    int grown = size + (at_long > 0);
    if (grown > packet->capacity) {
        packet->capacity = grown + 64;
        packet->payload = must(realloc(packet->payload, packet->capacity));
    }
    if (at_long > 0) { /* A picture id of seven bits becomes one of fifteen. */
        memcpy(packet->payload, payload, at_long);
        packet->payload[at_long] = 0x80;
        memcpy(packet->payload + at_long + 1, payload + at_long, size - at_long);
    } else if (size) {
        memcpy(packet->payload, payload, size);
    }
    packet->size = grown;
}

int source_take_in(
    struct source *source, uint16_t short_number, uint32_t timestamp, int marker, const uint8_t *payload, int size,
    int level, int is_repair, int64_t now) {
    struct source_counts *counts = source->counts;
    int64_t highest = source->highest, number = short_number;
    if (highest >= 0) number = highest + ((short_number - highest + 0x8000) & 0xFFFF) - 0x8000;
    if (is_repair) counts->repaired++;
    else count(source, timestamp, size, level, now);
    if (number <= highest && (number < counts->first || highest - number > source->mask || source_past(source, number)))
        return 0;
    if (source->is_held) {
        advance(source, number, timestamp);
        return 0;
    }
    struct picture picture = {0};
    int has_picture = 0, is_key, at_long = 0;
    if (source->codec == VP8 && size) {
        if (!vp8_picture(payload, size, &picture)) return 0;
        has_picture = 1;
        int height = vp8_height(payload, size, &picture);
        if (height) counts->height = height;
        if (picture.picture >= 0) {
            if (!picture.is_long) at_long = 2;
            unwrap(source, &picture);
        }
        is_key = picture.is_key;
    } else {
        is_key = source->codec == H264 ? h264_is_key(payload, size) : size > 0;
    }
    if (is_key) counts->last_keyframe_ns = now;
    if ((number <= highest || is_repair) && source->found.count < MOST_NEWS) {
        long long found = number;
        records_add(&source->found, &found, 1);
    }
    if (number > highest) {
        missed(source, number);
        advance(source, number, timestamp);
    }
    struct packet *packet = room_for(source, number);
    keep(packet, payload, size, at_long);
    packet->number = number;
    packet->timestamp = timestamp;
    packet->marker = marker;
    packet->level = level;
    packet->is_key = is_key;
    packet->has_picture = has_picture;
    packet->picture = picture;
    packet->is_pending = 1;
    list_add(&source->pending, packet);
    return 1;
}
