package io.twinstream.jobs.clickjoin;

import java.io.Serializable;

/**
 * Where the records come from.
 *
 * @param impressions the topic of impressions
 * @param clicks the topic of clicks, another one
 */
record Topics(String impressions, String clicks) implements Serializable {}
