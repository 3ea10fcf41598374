package io.twinstream.ends.kinesis;

import io.twinstream.error.UserError;

/** Where the AWS SDK is first met, which need not be there. */
final class KinesisLibrary {
  private KinesisLibrary() {}

  /**
   * Returns a client.
   *
   * @throws UserError if it cannot be had
   */
  static StreamClient open(KinesisAddress address) {
    try {
      return StreamClient.open(address);
    } catch (NoClassDefFoundError e) {
      throw UserError.usage(
          "source '%s': the AWS SDK for Java 2 is not on the class path (%s): add software.amazon.awssdk:kinesis and software.amazon.awssdk:url-connection-client with what they need"
              .formatted(address.spec(), e.getMessage()),
          e);
    }
  }
}
