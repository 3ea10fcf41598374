package io.twinstream.ends.kafka;

import io.twinstream.api.InputRecord;
import io.twinstream.api.ReplayedRecords;
import java.util.HashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.kafka010.KafkaUtils;
import org.apache.spark.streaming.kafka010.LocationStrategies;
import org.apache.spark.streaming.kafka010.OffsetRange;

/**
 * Records of ranges of offsets, read again.
 *
 * @param client properties of the consumer
 * @param newestMillis a time after which none of them arrived, epoch milliseconds
 */
record KafkaReplay(
    HashMap<String, Object> client, OffsetRange[] ranges, boolean hasGaps, long newestMillis)
    implements ReplayedRecords {
  @Override
  public JavaRDD<InputRecord> since(JavaSparkContext spark, long millis) {
    JavaRDD<ConsumerRecord<byte[], byte[]>> records =
        hasGaps
            ? GappedRanges.read(spark, ranges, client)
            : KafkaUtils.createRDD(spark, client, ranges, LocationStrategies.PreferConsistent());
    long readAt = newestMillis;
    return records
        .map(record -> KafkaRecords.of(record, readAt))
        .filter(record -> record.arrivedAtMillis() >= millis);
  }
}
