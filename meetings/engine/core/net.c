/* engine/batched.py in C. */
#include "core.h"

#include <errno.h>
#include <netinet/udp.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

static void lay_out(struct core *core) {
    for (int slot = 0; slot < SLOTS; slot++) {
        core->in_vectors[slot] = (struct iovec){core->inbox + slot * SLOT, SLOT};
        core->in[slot].msg_hdr = (struct msghdr){
            .msg_name = core->names[slot], .msg_namelen = core->name_size, .msg_iov = &core->in_vectors[slot], .msg_iovlen = 1};
    }
    for (int at = 0; at < MESSAGES; at++) {
        struct cmsghdr *control = (struct cmsghdr *)core->controls[at];
        *control = (struct cmsghdr){.cmsg_len = CMSG_LEN(2), .cmsg_level = IPPROTO_UDP, .cmsg_type = UDP_SEGMENT};
        core->out[at].msg_hdr = (struct msghdr){
            .msg_name = core->out_names[at], .msg_namelen = core->name_size, .msg_iov = &core->out_vectors[at],
            .msg_iovlen = 1, .msg_control = control};
    }
}

struct core *core_open(int fd, int name_size, int cuts, struct crypto *crypto) {
    struct core *core = must(calloc(1, sizeof *core));
    core->fd = fd;
    core->name_size = name_size;
    core->cuts = cuts;
    core->crypto = *crypto;
    core->inbox = must(calloc(SLOTS, SLOT));
    core->outbox = must(malloc(ROOM));
    core->scratch = must(malloc(2 * SLOT));
    lay_out(core);
    return core;
}

int core_receive(struct core *core) {
    int count = recvmmsg(core->fd, core->in, SLOTS, MSG_DONTWAIT, NULL);
    core->received = count > 0 ? count : 0;
    core->slot = core->stage = 0;
    return core->received;
}

unsigned char *core_sender(struct core *core, int slot) { return core->names[slot]; }

int net_reserve(struct core *core, int octets) {
    if (core->position + octets > ROOM) net_flush(core);
    return core->position;
}

/* Whole datagrams instead of a buffer that kernel or card cannot cut. */
static void send_parts(struct core *core, int index) {
    struct msghdr *header = &core->out[index].msg_hdr;
    uint16_t segment;
    memcpy(&segment, CMSG_DATA((struct cmsghdr *)header->msg_control), sizeof segment);
    uint8_t *base = header->msg_iov->iov_base;
    for (size_t at = 0; at < header->msg_iov->iov_len; at += segment) {
        size_t left = header->msg_iov->iov_len - at;
        size_t octets = left < segment ? left : segment;
        if (sendto(core->fd, base + at, octets, MSG_DONTWAIT, header->msg_name, core->name_size) < 0)
            core->dropped[UNSENT]++;
    }
}

static void push(struct core *core) {
    int done = 0, count = core->messages;
    core->messages = 0;
    while (done < count) {
        int sent = sendmmsg(core->fd, core->out + done, count - done, MSG_DONTWAIT);
        if (sent > 0) {
            done += sent;
        } else if (errno == EAGAIN || errno == ENOBUFS) {
            core->dropped[UNSENT] += count - done;
            return;
        } else if ((errno == EIO || errno == EINVAL) && core->out[done].msg_hdr.msg_controllen) {
            core->cuts = 0;
            send_parts(core, done++);
        } else if (errno != EINTR) {
            core->dropped[UNSENT]++;
            done++;
        }
    }
}

static void put_run(struct core *core, const uint8_t *name, int at, int size, int segment) {
    if (core->messages == MESSAGES) push(core);
    int index = core->messages++;
    struct msghdr *header = &core->out[index].msg_hdr;
    uint16_t cut = segment;
    memcpy(core->out_names[index], name, core->name_size);
    core->out_vectors[index] = (struct iovec){core->outbox + at, size};
    header->msg_controllen = size > segment ? CMSG_SPACE(2) : 0;
    memcpy(core->controls[index] + CMSG_LEN(0), &cut, sizeof cut);
    core->position = at + size;
}

void net_put(struct core *core, const uint8_t *name, int at, const int *sizes, int count) {
    int begin = at, segment = sizes[0];
    core->traffic[1] += count;
    for (int index = 0; index < count; index++) {
        int is_full = !core->cuts || at - begin >= segment * MOST_SEGMENTS;
        if (at > begin && (is_full || sizes[index] > segment || sizes[index - 1] < segment)) {
            put_run(core, name, begin, at - begin, segment);
            begin = at;
            segment = sizes[index];
        }
        at += sizes[index];
        core->traffic[2] += sizes[index];
    }
    put_run(core, name, begin, at - begin, segment);
}

void net_flush(struct core *core) {
    push(core);
    core->position = 0;
}
