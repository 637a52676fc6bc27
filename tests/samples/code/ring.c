/*
 * A ring buffer.
 */
#include <stdio.h>
#include "ring.h"

#define SIZE 64

struct ring {
	int head;
	int tail;
};

static int count(const struct ring *ring);

/**
 * Put a byte in.
 */
int
ring_put(struct ring *ring, char byte)
{
	if (ring->head == SIZE) {
#ifdef DEBUG
		puts("full");
#endif
		goto out;
	}
	return 0;
out:
	return -1;
}

// How many there are.
static int count(const struct ring *ring) { return ring->head - ring->tail; }

char *ring_name(void) {
	return "ring";
}
