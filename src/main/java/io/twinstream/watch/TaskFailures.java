package io.twinstream.watch;

import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Takes note of tasks that fail, which Spark tries again. */
final class TaskFailures extends SparkListener {
  private final RunFigures figures;

  TaskFailures(RunFigures figures) {
    this.figures = figures;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof TaskFailedReason failed && !(failed instanceof TaskKilled)) {
      figures.error(
          "task %s of stage %d failed: %s"
              .formatted(end.taskInfo().id(), end.stageId(), failed.toErrorString()));
    }
  }
}
