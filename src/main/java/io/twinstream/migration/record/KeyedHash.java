package io.twinstream.migration.record;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256, the first 128 bits of it as 32 hexadecimal digits: without the key nobody can find a
 * value by trying. Not thread-safe.
 */
public final class KeyedHash {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;

  private final Mac mac;

  private KeyedHash(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** Returns one with a key that nobody knows. */
  public static KeyedHash random() {
    byte[] key = new byte[2 * BYTES];
    new SecureRandom().nextBytes(key);
    return new KeyedHash(key);
  }

  /**
   * Returns one with the bytes of a file as its key: the same file gives the same hashes.
   *
   * @throws UserError if it cannot be read, or is shorter than 16 bytes
   */
  public static KeyedHash ofFile(Path file) {
    try {
      byte[] key = Files.readAllBytes(file);
      if (key.length < BYTES) {
        throw UserError.usage(
            "%s: has %d bytes; a key has %d or more: openssl rand -out FILE 32"
                .formatted(file, key.length, BYTES));
      }
      return new KeyedHash(key);
    } catch (IOException e) {
      throw UserError.usage(
          "%s: cannot be read as a key (%s)".formatted(file, FileErrors.reason(e)));
    }
  }

  /** Returns the hash as text. */
  String of(byte[] bytes) {
    return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(bytes), BYTES));
  }

  /** Returns the hash as the bytes of its text. */
  byte[] ofBytes(byte[] bytes) {
    return of(bytes).getBytes(StandardCharsets.US_ASCII);
  }
}
