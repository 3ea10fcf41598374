/** What a job, a source and a sink are: the part that other projects build on. */
package io.twinstream.api;
