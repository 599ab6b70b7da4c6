/* Lists that grow, and records that somebody takes. */
#include "core.h"

void *must(void *memory) {
    if (!memory) abort();
    return memory;
}

void list_add(struct list *list, void *item) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 8;
        list->items = must(realloc(list->items, list->capacity * sizeof *list->items));
    }
    list->items[list->count++] = item;
}

void list_remove(struct list *list, const void *item) {
    for (int at = 0; at < list->count; at++)
        if (list->items[at] == item) {
            list->count--;
            memmove(list->items + at, list->items + at + 1, (list->count - at) * sizeof *list->items);
            return;
        }
}

void list_free(struct list *list) {
    free(list->items);
    memset(list, 0, sizeof *list);
}

void records_add(struct records *records, const long long *numbers, int count) {
    if (records->count + count > records->capacity) {
        records->capacity = records->capacity ? 2 * records->capacity : 96;
        records->items = must(realloc(records->items, records->capacity * sizeof *records->items));
    }
    memcpy(records->items + records->count, numbers, count * sizeof *numbers);
    records->count += count;
}

/* What there is, valid until the next take; the records go on in the memory that was given before. */
long long *records_take(struct records *records, struct records *given, int *count) {
    struct records empty = *given;
    *given = *records;
    *records = empty;
    records->count = 0;
    *count = given->count;
    return given->items;
}
