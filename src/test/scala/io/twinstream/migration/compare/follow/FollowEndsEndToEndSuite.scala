package io.twinstream.migration.compare.follow

import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.endtoend.{Broker, Postgres}
import io.twinstream.ends.kafka.{KafkaClientSettings, KafkaCluster}
import io.twinstream.error.UserError
import io.twinstream.migration.compare.follow.FollowRequest.GroupNames
import io.twinstream.migration.compare.rows.{LiveRows, RowsComparison, RowsSession, Side}
import io.twinstream.migration.compare.rows.RowsSession.Asked
import java.nio.file.{Files, Path}
import java.time.Duration
import java.util.{Optional, TimeZone}
import org.apache.kafka.common.TopicPartition
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.collection.mutable

/** What is read of each kind of end at each tick, in virtual time: a tick is a second. */
@EndToEnd
class FollowEndsEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder = Files.createTempDirectory("twinstream-follow")
  private lazy val postgres = Postgres.begin(folder)
  private lazy val broker = Broker.shared
  private val zone = TimeZone.getDefault

  override protected def beforeAll(): Unit = TimeZone.setDefault(TimeZone.getTimeZone("UTC"))

  override protected def afterAll(): Unit = {
    TimeZone.setDefault(zone)
    postgres.stop()
    TempFolder.delete(folder)
  }

  /** Two ends that are followed. */
  private final class Followed(left: String, right: String, asked: Asked, state: Path) {
    val said: mutable.Buffer[String] = mutable.Buffer.empty
    private val request = asked.of(left, right)
    private var ends: LiveRows = _
    private var store: Store = _
    private var ticks: Ticks = _
    private var now = 0L
    private val session = RowsSession.session.newSession()
    start()

    private def start(): Unit = {
      ends = LiveRows.of(request)
      store = Store.open(state)
      val second = Duration.ofSeconds(1)
      val follow = new FollowRequest(request, second, second, Optional.empty(), null, state)
      RowsComparison.of(request).defaults.asScala.filter(_._1.startsWith("spark.sql.")).foreach {
        case (name, value) =>
          session.conf.set(name, value)
      }
      ticks = new Ticks(follow, ends, store, new Groups(null, request.kafka))
    }

    def restart(): Unit = {
      close()
      start()
    }

    def tick(): FollowStatus = {
      now += 1000
      ticks.tick(session, now, text => said += text)
    }

    def close(): Unit = {
      ends.close()
      store.close()
    }
  }

  private def follow[A](left: String, right: String, asked: Asked)(body: Followed => A): A = {
    val followed = new Followed(left, right, asked, Files.createTempDirectory(folder, "state").resolve("s"))
    try body(followed)
    finally followed.close()
  }

  private def table(name: String) = s"${postgres.url}#$name"

  private def topic(name: String) = s"kafka:${broker.address}/$name"

  private def send(name: String, key: String, value: String): Unit = {
    val producer = broker.producer()
    try { producer.send(broker.record(name, 0, value, Option(key))).get; () }
    finally producer.close()
  }

  test("a topic and a table: the last row counts, a record without a value deletes, and so does DELETE") {
    broker.create("follow-deleting", 1)
    postgres.execute("CREATE TABLE deleting (id INT, n INT)")
    follow(topic("follow-deleting"), table("deleting"), Asked("id")) { f =>
      assert(f.tick().state == FollowStatus.State.WAITING)
      for (n <- 1 to 3) send("follow-deleting", n.toString, s"""{"id":$n,"n":0}""")
      for (n <- 1 to 3) send("follow-deleting", n.toString, s"""{"id":$n,"n":$n}""")
      postgres.execute("INSERT INTO deleting VALUES (1, 1), (2, 2), (3, 3)")
      assert(f.tick().matched == 3, f.said)
      send("follow-deleting", "1", null)
      send("follow-deleting", """{"id":2}""", null)
      postgres.execute("DELETE FROM deleting WHERE id <> 2")
      val away = f.tick()
      assert(away.matched == 1 && away.open == 2, away)
      val found = f.tick()
      // 1 is gone on both sides now, 2 on the left alone, 3 on the right alone.
      assert(found.matched == 0 && found.open == 2, found)
      f.restart()
      assert(f.tick().open == 2)
    }
  }

  test("a column that comes later, and another type, are read from the beginning") {
    broker.create("growing", 1)
    broker.create("grown", 1)
    follow(topic("growing"), topic("grown"), Asked("id")) { f =>
      for (name <- Seq("growing", "grown")) send(name, null, """{"id":1,"n":1,"note":null}""")
      assert(f.tick().matched == 1)
      for (name <- Seq("growing", "grown")) send(name, null, """{"id":2,"n":2.5,"note":null}""")
      assert(f.tick().matched == 2 && f.said.isEmpty, f.said)
      for (name <- Seq("growing", "grown")) send(name, null, """{"id":3,"n":3,"note":7,"more":true}""")
      f.tick()
      assert(f.said.nonEmpty)
      f.tick()
      val again = f.tick()
      assert(again.matched == 3 && again.open == 0, s"$again ${f.said}")
    }
  }

  test("as a log every record counts, those of a table too") {
    broker.create("logged", 2)
    postgres.execute("CREATE TABLE logged (id TEXT, n INT)")
    follow(topic("logged"), table("logged"), Asked("id", log = true)) { f =>
      broker.send("logged", 0, """{"id":"a","n":1}""", """{"id":"a","n":1}""")
      broker.send("logged", 1, """{"id":"a","n":1}""")
      postgres.execute("INSERT INTO logged VALUES ('a', 1), ('a', 1), ('b', 1)")
      val first = f.tick()
      assert(first.matched == 0 && first.open == 2, first)
      postgres.execute("INSERT INTO logged VALUES ('a', 1)")
      broker.send("logged", 1, """{"id":"b","n":1}""")
      val second = f.tick()
      assert(second.matched == 2 && second.open == 0, second)
    }
  }

  test("a table is read from a time on, and a row that comes late is seen where the other side has it") {
    def create(name: String) =
      postgres.execute(s"""CREATE TABLE $name (id INT, "At" TIMESTAMPTZ, n INT, PRIMARY KEY ("At", id))""")
    Seq("timed_left", "timed_right").foreach(create)
    def insert(name: String, from: Int, to: Int) = postgres.execute(
      s"INSERT INTO $name SELECT k, TIMESTAMPTZ '2024-01-01 00:00:00.5+02' + k * INTERVAL '1 second', k FROM generate_series($from, $to) k"
    )
    follow(table("timed_left"), table("timed_right"), Asked("id,At")) { f =>
      insert("timed_left", 1, 1000)
      insert("timed_right", 2, 1000)
      assert(f.tick().matched == 999)
      // Its own late row, for which the scan goes back to the key that is open.
      insert("timed_right", 1, 1)
      assert(f.tick().matched == 1000)
      insert("timed_left", 1001, 1010)
      insert("timed_right", 1001, 1010)
      postgres.execute("DELETE FROM timed_right WHERE id = 1005")
      assert(f.tick().matched == 1009)
      postgres.execute("DELETE FROM timed_right WHERE id = 1006")
      f.tick() // misses one
      val found = f.tick() // and finds out which
      assert(found.matched == 1008 && found.right.rows == 1008, found)
    }
  }

  test("a folder is read when it has changed; one that has no files yet is waited for") {
    val left = Files.createDirectory(folder.resolve("json-left"))
    val right = Files.createDirectory(folder.resolve("csv-right"))
    follow(s"json:$left", s"csv:$right", Asked("id")) { f =>
      assert(f.tick().state == FollowStatus.State.WAITING)
      TempFolder.write(left.resolve("1.json"), "{\"id\":1,\"n\":1}\n{\"id\":2,\"n\":2}\n")
      TempFolder.write(right.resolve("1.csv"), "id,n\n1,1.0\n")
      val first = f.tick()
      assert(first.matched == 1 && first.open == 1, first)
      TempFolder.write(right.resolve("2.csv"), "id,n\n2,2\n")
      assert(f.tick().matched == 2)
      assert(f.tick().matched == 2)
    }
  }

  test("a key that is not unique, and columns that one side has not, end the run") {
    postgres.execute("CREATE TABLE twice (id INT, n INT); INSERT INTO twice VALUES (1, 1), (1, 2)")
    postgres.execute("CREATE TABLE wide (id INT, n INT, more INT); INSERT INTO wide VALUES (1, 1, 1)")
    for ((right, said) <- Seq("twice" -> "is that of another row too", "wide" -> "has no column 'more'"))
      follow(table("twice"), table(right), Asked("id")) { f =>
        val error = intercept[UserError](f.tick())
        assert(error.exitCode.code == 2 && error.getMessage.contains(said), error)
      }
  }

  test("a consumer group covers a tick when it has committed all that its input had then") {
    broker.create("input", 2)
    broker.send("input", 0, "a", "b", "c")
    broker.send("input", 1, "d")
    val partitions = (0 to 1).map(new TopicPartition("input", _))
    def commit(offsets: Long*): Unit = {
      val cluster = KafkaCluster.connect(broker.address, KafkaClientSettings.NONE)
      try cluster.commit("readers", partitions.zip(offsets.map(Long.box)).toMap.asJava)
      finally cluster.close()
    }
    commit(1, 1)
    val groups = new Groups(new GroupNames(broker.address, "", "readers"), KafkaClientSettings.NONE)
    try {
      groups.check()
      groups.begin()
      groups.end(1000)
      assert(groups.lag(Side.RIGHT).getAsLong == 2 && groups.covered(Side.RIGHT) == 0)
      assert(groups.covered(Side.LEFT) == -1 && !groups.lag(Side.LEFT).isPresent)
      broker.send("input", 1, "e")
      commit(3, 1)
      groups.begin()
      groups.end(2000)
      assert(groups.covered(Side.RIGHT) == 1000 && groups.lag(Side.RIGHT).getAsLong == 1)
      commit(3, 2)
      groups.begin()
      assert(groups.covered(Side.RIGHT) == 2000)
    } finally groups.close()
    val nobody = new Groups(new GroupNames(broker.address, "nobody", ""), KafkaClientSettings.NONE)
    try assert(intercept[UserError](nobody.check()).getMessage.contains("has committed nothing"))
    finally nobody.close()
  }
}
