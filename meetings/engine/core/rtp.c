/* media/rtp.py in C. */
#include "core.h"

int rtp_extent(const uint8_t *packet, int size, int *begins, int *ends, int *payload, int *payload_ends) {
    if (size < 12 || packet[0] >> 6 != 2) return 0;
    int first = packet[0], at = 12 + 4 * (first & 0x0F);
    *begins = *payload = at;
    if (first & 0x10) {
        if (size < at + 4) return 0;
        *begins = at + 4;
        *payload = *begins + 4 * read16(packet + at + 2);
    }
    *ends = *payload;
    *payload_ends = size;
    if (first & 0x20) {
        if (!packet[size - 1]) return 0;
        *payload_ends -= packet[size - 1];
    }
    return *payload <= *payload_ends;
}

/* The next extension from `*at` on, which begins at `begins`; 0 at the end. */
int rtp_next_extension(const uint8_t *packet, int begins, int ends, int *at, int *name, int *data, int *size) {
    if (ends <= begins) return 0;
    int profile = read16(packet + begins - 4);
    if (profile == 0xBEDE) {
        while (*at < ends) {
            int first = packet[(*at)++];
            if (first < 0x10) continue;
            *size = (first & 0x0F) + 1;
            if (first >= 0xF0 || *at + *size > ends) break;
            *name = first >> 4;
            *data = *at;
            *at += *size;
            return 1;
        }
    } else if ((profile & 0xFFF0) == 0x1000) {
        while (*at < ends) {
            *name = packet[(*at)++];
            if (!*name) continue;
            if (*at >= ends || *at + 1 + packet[*at] > ends) break;
            *data = *at + 1;
            *size = packet[*at];
            *at += 1 + *size;
            return 1;
        }
    }
    *at = ends;
    return 0;
}

int vp8_picture(const uint8_t *payload, int size, struct picture *picture) {
    if (!size) return 0;
    int first = payload[0], at = 1;
    memset(picture, 0, sizeof *picture);
    picture->is_start = (first & 0x17) == 0x10;
    picture->picture = picture->level_zero = picture->key = -1;
    if (first & 0x80) {
        if (size < 2) return 0;
        int has = payload[1], needs = (has >> 7) + (has >> 6 & 1) + ((has & 0x30) != 0);
        at = 2;
        if (has & 0x80 && size > 2 && payload[2] & 0x80) {
            picture->is_long = 1;
            needs++;
        }
        if (size < 2 + needs) return 0;
        if (has & 0x80) {
            picture->picture = picture->is_long ? (payload[2] & 0x7F) << 8 | payload[3] : payload[2];
            at += picture->is_long ? 2 : 1;
        }
        if (has & 0x40) picture->level_zero = payload[at++];
        if (has & 0x30) {
            if (has & 0x20) {
                picture->layer = payload[at] >> 6;
                picture->is_sync = (payload[at] & 0x20) != 0;
            }
            if (has & 0x10) picture->key = payload[at] & 0x1F;
            at++;
        }
    }
    if (size <= at) return 0;
    picture->is_key = picture->is_start && !(payload[at] & 1);
    picture->size = at;
    return 1;
}

int vp8_height(const uint8_t *payload, int size, const struct picture *picture) {
    int at = picture->size;
    if (!picture->is_key || size < at + 10 || memcmp(payload + at + 3, "\x9d\x01\x2a", 3)) return 0;
    return payload[at + 8] | (payload[at + 9] & 0x3F) << 8;
}

static int is_key_unit(int kind) { return kind == 7 || kind == 5; }

int h264_is_key(const uint8_t *payload, int size) {
    if (!size) return 0;
    int kind = payload[0] & 0x1F, at = 1;
    if (is_key_unit(kind)) return 1;
    if (kind == 28) return size > 1 && payload[1] & 0x80 && (payload[1] & 0x1F) == 5;
    while (kind == 24 && at + 2 < size) {
        if (is_key_unit(payload[at + 2] & 0x1F)) return 1;
        at += 2 + read16(payload + at);
    }
    return 0;
}
