/* engine/routes.py in C. */
#include "core.h"

void routes_point(struct leg *leg, struct source *wanted, int carries_on) {
    struct source *before = leg->wanted, *carried = leg->carried;
    if (wanted != before) {
        if (before) list_remove(&before->waiting, leg);
        if (wanted) list_add(&wanted->waiting, leg);
    }
    leg->wanted = wanted;
    leg->counts->wanted = wanted ? wanted->id : 0;
    if (carried && !carries_on) {
        list_remove(&carried->legs, leg);
        leg->carried = NULL;
        leg->counts->source = 0;
    }
}

void routes_stop(struct source *source) {
    while (source->legs.count) {
        struct leg *leg = source->legs.items[0];
        routes_point(leg, leg->wanted ? leg->wanted : source, 0);
    }
}

void routes_end(struct source *source) {
    while (source->legs.count || source->waiting.count) {
        struct leg *leg = source->legs.count ? source->legs.items[0] : source->waiting.items[0];
        routes_point(leg, leg->wanted != source ? leg->wanted : NULL, leg->carried != source);
    }
}

static int first_key(const struct source *source) {
    for (int at = 0; at < source->pending.count; at++)
        if (((struct packet *)source->pending.items[at])->is_key) return at;
    return -1;
}

static void begin_waiting(struct core *core, struct source *source, int key, int64_t now) {
    void **packets = source->pending.items + key;
    for (int at = 0; at < source->waiting.count;) {
        struct leg *leg = source->waiting.items[at];
        if (!leg_is_ready(leg)) {
            at++;
            continue;
        }
        routes_point(leg, NULL, 0);
        list_add(&source->legs, leg);
        leg_begin(leg, source, packets[0], now);
        leg_forward(core, leg, packets, source->pending.count - key, now);
        list_add(&core->switched, (void *)(intptr_t)leg->id);
        list_add(&core->switched, (void *)(intptr_t)source->id);
    }
}

static void forward(struct core *core, struct source *source, int64_t now) {
    for (int at = 0; at < source->legs.count; at++)
        leg_forward(core, source->legs.items[at], source->pending.items, source->pending.count, now);
    int key = source->waiting.count ? first_key(source) : -1;
    if (key >= 0) begin_waiting(core, source, key, now);
    source_clear(source);
}

void routes_forward(struct core *core, int64_t now) {
    for (int is_video = 0; is_video < 2; is_video++)
        for (int at = 0; at < core->pending.count; at++) {
            struct source *source = core->pending.items[at];
            if (source->is_video == is_video) forward(core, source, now);
        }
    core->pending.count = 0;
}
