package io.twinstream.local.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The old program of {@code bin/demo handover}: it reads a consumer group and enters each line into
 * PostgreSQL, where totals are made of them. As a program of others it uses Kafka's client and JDBC
 * alone, and knows nothing of Spark or of twinstream.
 *
 * <p>{@code GroupTotals SERVERS TOPIC GROUP URL}
 */
public final class GroupTotals {
  private static final String ENTER = "INSERT INTO entries VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String FEW = "20";
  private static final Duration POLL = Duration.ofMillis(100);

  private GroupTotals() {}

  public static void main(String[] args) throws SQLException {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", args[0],
            "group.id", args[2],
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false",
            "session.timeout.ms", "6000",
            "max.poll.records", FEW);
    try (KafkaConsumer<String, String> consumer =
            new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        Connection database = DriverManager.getConnection(args[3])) {
      database.setAutoCommit(false);
      consumer.subscribe(List.of(args[1]));
      while (true) {
        ConsumerRecords<String, String> lines = consumer.poll(POLL);
        if (!lines.isEmpty()) {
          enter(database, lines);
          consumer.commitSync();
        }
      }
    }
  }

  private static void enter(Connection database, ConsumerRecords<String, String> lines)
      throws SQLException {
    try (PreparedStatement enter = database.prepareStatement(ENTER)) {
      for (ConsumerRecord<String, String> line : lines) {
        enter.setInt(1, line.partition());
        enter.setLong(2, line.offset());
        enter.setString(3, line.value());
        enter.addBatch();
      }
      enter.executeBatch();
    }
    database.commit();
  }
}
