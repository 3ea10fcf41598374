package io.twinstream.migration.own;

import java.util.List;

/**
 * What both methods are given.
 *
 * @param topics where they take several inputs, the topic of each; else none
 * @param words the job's options
 */
record MethodInput(List<String> topics, List<String> words) {}
