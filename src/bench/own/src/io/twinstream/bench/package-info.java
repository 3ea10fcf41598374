/**
 * Measures what the engines cost: each contestant on the same input, in a JVM of its own.
 *
 * <p>A package for each scenario: its {@code Scenario} (options, table, JSON and charts), who is
 * measured, how, and what comes of it. {@code shared} is what several of them use, and {@code
 * cli.Scenarios} the list of them. {@code move} measures contestants of {@code state}; no other
 * scenario knows another.
 *
 * <p>A contestant of the scenario {@code words-kafka} is a main class, here or in a project of its
 * own below {@code src/bench}, with the arguments {@code SERVERS TOPIC LINES WORDS FOLDER}. In a
 * pass it reads the topic from its beginning and keeps running totals of its words, until it has
 * counted all of its LINES lines, which have WORDS words; it makes one, and another for each line
 * that it reads from standard input. Pass k, from 0, ends with the file {@code FOLDER/totals-k} of
 * lines {@code word<TAB>count} and then with {@code pass k MILLIS} on standard output: from the
 * first record fetched to the last total brought up to date.
 *
 * <p>One of {@code latency} has the arguments {@code SERVERS TOPIC WARM_UP MARKS FOLDER}. It says
 * {@code ready} when it is about to read the topic, counts its words for ever, and ends when the
 * last of MARKS marks has come out, see {@link io.twinstream.bench.latency}. A project of its own
 * says {@code mark WORD COUNT MICROS} for each, with the time since the epoch.
 */
package io.twinstream.bench;
