/** Lines over TCP: the plain protocol and the acknowledged one, both ends of each. */
package io.twinstream.ends.lines;
