package io.twinstream.migration.compare

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.api.{AppliesTo, PortInput, StructuredTwin}
import io.twinstream.ends.recording.Recording
import io.twinstream.jobs.orderrevenue.{OrderRevenueJob, Revenue}
import java.nio.file.Path
import java.time.Duration
import org.apache.spark.sql.{functions, Dataset, Encoders}

/** A port of many columns that is wrong on purpose: a category is dearer, another is lost. */
object WrongRevenue {
  private val minute = 60000L

  def compared(folder: Path): Comparison.Result = {
    val lines = for {
      k <- 0 until 6
      (category, n) <- Seq("books", "garden and tools", "music").zipWithIndex
      made = (30 + 5L * k) * minute
    } yield s"$made\torder-$k-$n,user-$n,${1234 + n}.50,$category,$made\n"
    val recording =
      Recording.open(TempFolder.write(folder.resolve("orders"), lines.mkString), Duration.ofMinutes(5))
    val options = TwinSession.parsed(OrderRevenueJob.JOB, Seq("--lateness", "20m"))
    val right = OrderRevenueJob.JOB.structured(options)
    val wrong = new StructuredTwin[Revenue] {
      override def appliesTo: AppliesTo = right.appliesTo
      override def outputMode: String = right.outputMode
      override def topology(in: PortInput): Dataset[Revenue] = {
        val dearer = functions.expr("IF(category = 'books', revenueCents + 1, revenueCents)")
        right
          .topology(in)
          .where("category <> 'music'")
          .withColumn("revenueCents", dearer)
          .as(Encoders.bean(classOf[Revenue]))
      }
    }
    val twins = new Comparison.Twins(OrderRevenueJob.JOB.dstream(options), wrong)
    Comparison.run(
      OrderRevenueJob.JOB,
      options,
      twins,
      recording,
      TwinSession.session,
      folder,
      (_: Any, _: Any) => ()
    )
  }
}
