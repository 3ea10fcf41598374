/** Jobs, sources and sinks: the API that other projects build on. */
package io.twinstream.api;
