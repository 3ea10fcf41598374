package io.twinstream.local.demo

import io.twinstream.RuleTier
import io.twinstream.api.Engine
import java.io.{PrintWriter, StringWriter}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The verdict of `bin/demo receivers`. */
@RuleTier
class ReceiversDemoSuite extends AnyFunSuite {
  private def side(sent: Seq[Int], counted: (String, Long)*) = new ReceiversDemo.Side(
    sent.map(Int.box).asJava,
    counted.map { case (message, n) => message -> Long.box(n) }.toMap.asJava,
    1
  )

  private val (first, second) = (QueueServer.message(0), QueueServer.message(1))

  for (
    (name, found, isEqual) <- Seq(
      ("each once", side(Seq(1, 1), first -> 1, second -> 1), true),
      ("sent twice and counted once", side(Seq(1, 2), first -> 1, second -> 1), true),
      ("sent twice and counted twice", side(Seq(1, 2), first -> 1, second -> 2), true),
      ("sent once and counted twice", side(Seq(1, 1), first -> 1, second -> 2), false),
      ("not counted", side(Seq(1, 1), first -> 1), false),
      ("not counted, and another in its place", side(Seq(1, 1), first -> 1, "other" -> 1), false),
      ("never sent", side(Seq(1), first -> 1, second -> 1), false)
    )
  ) test(s"a message $name: ${if (isEqual) "equal" else "different"}") {
    val right = side(Seq(1), first -> 1)
    for (other <- Seq(Engine.DSTREAM, Engine.STRUCTURED)) {
      val sides = new java.util.EnumMap[Engine, ReceiversDemo.Side](classOf[Engine])
      Engine.values.foreach(sides.put(_, right))
      sides.put(other, found)
      val report = new ReceiversDemoReport(sides)
      val out = new StringWriter
      report.print(new PrintWriter(out), "1 s")
      assert(report.isEqual == isEqual)
      assert(out.toString.contains(if (isEqual) "\nEQUAL: " else "\nDIFFERENT: "), out)
      assert(report.html("1 s").contains(if (isEqual) "EQUAL: both" else "DIFFERENT: what"))
    }
  }
}
