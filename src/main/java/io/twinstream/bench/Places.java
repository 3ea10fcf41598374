package io.twinstream.bench;

import java.nio.file.Path;

/**
 * Where the parts are of a scenario that has a broker and peers.
 *
 * @param kafkaJars the broker's
 * @param peers the folder of the peers' projects
 * @param ownMain the class whose command {@link Program#COMMAND} runs a contestant that is here
 */
public record Places(Path kafkaJars, Path peers, String ownMain) {}
