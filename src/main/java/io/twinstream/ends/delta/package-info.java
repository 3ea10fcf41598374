/** Tables of Delta Lake, a batch in a commit. */
package io.twinstream.ends.delta;
