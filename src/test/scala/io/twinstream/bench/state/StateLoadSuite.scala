package io.twinstream.bench.state

import io.twinstream.{RuleTier, TempFolder}
import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

@RuleTier
class StateLoadSuite extends AnyFunSuite {
  test("every key once, then batches of updates; the known totals are those of the file") {
    TempFolder.use { folder =>
      val load = new StateLoad(2000)
      val file = folder.resolve("recording")
      val known = load.write(file).asScala.map { case (key, total) => (key, total.toLong) }.toMap
      val lines = Files.readAllLines(file).asScala.map(_.split("\t")).map(l => (l(0).toLong, l(1)))
      val batches = lines.groupBy(_._1)
      assert(batches(0).map(_._2).toSet.size == 2000)
      assert(batches.size == 1 + StateLoad.WARM_UP + StateLoad.MEASURED)
      assert((batches - 0L).values.forall(_.size == StateLoad.UPDATES))
      val last = batches(batches.keys.max).map(_._2).toSet
      val counted = lines.groupBy(_._2).map { case (key, each) => (key, each.size.toLong) }
      assert(known == counted.filter { case (key, _) => last(key) })
      assert(batches.keys.count(arrival => load.isMeasured(arrival + 1000)) == StateLoad.MEASURED)
    }
  }
}
