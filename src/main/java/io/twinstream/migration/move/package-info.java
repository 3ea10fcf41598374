/**
 * Makes savepoints from checkpoints of either engine: finds the batch at which state and offsets
 * can be taken together, copies the state without collecting it, reads the copy back and only then
 * gives it its name. The checkpoint is only read.
 */
package io.twinstream.migration.move;
