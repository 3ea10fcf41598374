/**
 * Measures what the engines cost: each contestant on the same input, in a JVM of its own.
 *
 * <p>A contestant of the scenario {@code words-kafka} is a main class, here or in a project of its
 * own below {@code src/bench}, with the arguments {@code SERVERS TOPIC LINES WORDS PASSES FOLDER}.
 * Again and again it reads the topic from its beginning and keeps running totals of its words,
 * until it has counted all of its LINES lines, which have WORDS words. Pass k, from 0, ends with
 * the file {@code FOLDER/totals-k} of lines {@code word<TAB>count} and then with {@code pass k
 * MILLIS} on standard output: from the first record fetched to the last total brought up to date.
 */
package io.twinstream.bench;
