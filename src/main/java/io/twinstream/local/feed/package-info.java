/** Sends lines at a rate, of a file or made from a seed. */
package io.twinstream.local.feed;
