package io.twinstream.jobs.clickjoin;

import io.twinstream.api.InputRecord;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/**
 * What a record says by the topic it comes from.
 *
 * @param impressions the topic of impressions
 * @param clicks the topic of clicks, another one
 */
record Topics(String impressions, String clicks) implements Serializable {
  /** Returns the one thing that a record says, see {@link ClickJoin#event}. */
  Iterator<AdEvent> events(InputRecord record) {
    return List.of(ClickJoin.event(record.topic(), record.value(), this)).iterator();
  }
}
