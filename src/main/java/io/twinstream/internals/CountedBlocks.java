package io.twinstream.internals;

import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.ReceiverInputDStream;
import org.apache.spark.streaming.receiver.Receiver;
import org.apache.spark.streaming.scheduler.ReceivedBlockInfo;
import scala.Option;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The stream of a receiver that stores many records as one element: each block's metadata are a
 * {@link Long} that says how many it has, which listeners and backpressure are told.
 *
 * <p>Depends on {@code ReceiverTracker.getBlocksOfBatch}, {@code ReceivedBlockInfo.metadataOption},
 * {@code ReceiverInputDStream.createBlockRDD} and {@code DStreamGraph.startTime}.
 */
public final class CountedBlocks<T> extends ReceiverInputDStream<T> {
  private static final long serialVersionUID = 1L;

  private final Receiver<T> receiver;

  private CountedBlocks(StreamingContext context, Receiver<T> receiver, ClassTag<T> type) {
    super(context, type);
    this.receiver = receiver;
  }

  /** Returns the elements that the receiver stores. */
  public static <T> JavaReceiverInputDStream<T> of(
      JavaStreamingContext context, Receiver<T> receiver, Class<T> element) {
    ClassTag<T> type = ClassTag$.MODULE$.apply(element);
    return new JavaReceiverInputDStream<>(new CountedBlocks<>(context.ssc(), receiver, type), type);
  }

  @Override
  public Receiver<T> getReceiver() {
    return receiver;
  }

  /** A batch without blocks, and one from before a restart, is Spark's business. */
  @Override
  public Option<RDD<T>> compute(Time time) {
    if (time.less(context().graph().startTime())) {
      return super.compute(time);
    }
    var blocks = context().scheduler().receiverTracker().getBlocksOfBatch(time).get(id());
    if (blocks.isEmpty()) {
      return super.compute(time);
    }
    long records = 0;
    for (Iterator<?> each = blocks.get().iterator(); each.hasNext(); ) {
      records += records((ReceivedBlockInfo) each.next());
    }
    ClassicContext.reportInput(this, time, records);
    return Option.apply(createBlockRDD(time, blocks.get()));
  }

  private static long records(ReceivedBlockInfo block) {
    return (Long) block.metadataOption().get();
  }
}
