package io.twinstream.ends.recording;

import com.google.common.base.Throwables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Encodes items in the thread of its caller, and compresses and writes them in one of its own,
 * which takes as long as to read them. Some megabytes of blocks may wait, as what is fetched comes
 * in bursts; then the caller does. Not thread-safe.
 */
final class BlockWriter {
  private static final int WAITING_BYTES = 32 << 20;

  /** Something that is done with the file. */
  interface Step {
    void run(DataFileWriter<RecordingItem> out) throws IOException;
  }

  private final DataFileWriter<RecordingItem> out;
  private final int blockBytes;
  private final AvroFormat format = new AvroFormat();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          run -> {
            Thread made = new Thread(run, "recording writer");
            made.setDaemon(true);
            return made;
          });
  private final Semaphore room;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private Block block;
  private BinaryEncoder encoder;

  BlockWriter(DataFileWriter<RecordingItem> out, int blockBytes) {
    this.out = out;
    this.blockBytes = blockBytes;
    this.room = new Semaphore(Math.max(1, WAITING_BYTES / blockBytes));
    this.block = new Block(blockBytes);
    this.encoder = EncoderFactory.get().binaryEncoder(block, null);
  }

  /**
   * Appends an item, which may stay in memory until {@link #then}.
   *
   * @throws IOException if this or an earlier one could not be written
   */
  void append(RecordingItem item) throws IOException {
    format.write(item, encoder);
    encoder.flush();
    block.end();
    if (block.size() >= blockBytes) {
      handOn();
    }
  }

  /**
   * Does something with the file when all that was appended is in it.
   *
   * @throws IOException if that fails, or what was appended could not be written
   */
  void then(Step step) throws IOException {
    handOn();
    Callable<Void> last =
        () -> {
          throwFailure();
          step.run(out);
          return null;
        };
    try {
      thread.submit(last).get();
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Ends the thread; what waits is still written. */
  void stop() {
    thread.shutdown();
  }

  private void handOn() throws IOException {
    throwFailure();
    Block full = block;
    block = new Block(blockBytes);
    encoder = EncoderFactory.get().binaryEncoder(block, encoder);
    room.acquireUninterruptibly();
    thread.execute(
        () -> {
          try {
            if (failure.get() == null) {
              full.appendTo(out);
            }
          } catch (IOException | RuntimeException | Error e) {
            // Else the blocks behind it would be written without it.
            failure.set(e);
          } finally {
            room.release();
          }
        });
  }

  private void throwFailure() throws IOException {
    if (failure.get() != null) {
      throw rethrown(failure.get());
    }
  }

  private static IllegalStateException rethrown(Throwable failure) throws IOException {
    Throwables.propagateIfPossible(failure, IOException.class);
    return new IllegalStateException(failure);
  }

  /** The bytes of items, without a copy and without a lock. */
  private static final class Block extends ByteArrayOutputStream {
    private int[] ends = new int[1024];
    private int items;

    private Block(int bytes) {
      super(bytes + bytes / 8);
    }

    @Override
    public void write(byte[] from, int start, int length) {
      if (length > buf.length - count) {
        buf = Arrays.copyOf(buf, Math.max(2 * buf.length, Math.addExact(count, length)));
      }
      System.arraycopy(from, start, buf, count, length);
      count += length;
    }

    private void end() {
      if (items == ends.length) {
        ends = Arrays.copyOf(ends, 2 * items);
      }
      ends[items] = count;
      items++;
    }

    private void appendTo(DataFileWriter<RecordingItem> out) throws IOException {
      int start = 0;
      for (int i = 0; i < items; i++) {
        out.appendEncoded(ByteBuffer.wrap(buf, start, ends[i] - start));
        start = ends[i];
      }
    }
  }
}
