package io.twinstream.migration.move

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.migration.inspect.{FieldChoice, Objects, StateRecords}
import io.twinstream.migration.scan.Compiler
import java.io.ByteArrayInputStream
import java.net.URLClassLoader
import java.util.NoSuchElementException
import org.scalatest.funsuite.AnyFunSuite
import scala.trap.Trap

/** State whose class writes itself, read by that class, which is in a jar that was given. */
@RuleTier
class OwnObjectsSuite extends AnyFunSuite {
  private val writesItself =
    """public class Counter implements java.io.Serializable {
      |  private transient java.util.Map<String, Object> counts = new java.util.TreeMap<>();
      |  public Counter() {}
      |  public Counter(String name, Object count) { counts.put(name, count); }
      |  private void writeObject(java.io.ObjectOutputStream out) throws java.io.IOException {
      |    out.writeObject(counts.keySet().iterator().next());
      |    out.writeObject(counts.values().iterator().next());
      |  }
      |  private void readObject(java.io.ObjectInputStream in) throws Exception {
      |    counts = new java.util.TreeMap<>();
      |    counts.put((String) in.readObject(), in.readObject());
      |  }
      |}""".stripMargin

  private val external =
    """public class Point extends Place implements java.io.Externalizable {
      |  private int x;
      |  private int y;
      |  public Point() {}
      |  public Point(String x, Object y) { this.x = Integer.parseInt(x); this.y = (Integer) y; }
      |  public void writeExternal(java.io.ObjectOutput out) throws java.io.IOException {
      |    out.writeInt(x);
      |    out.writeInt(y);
      |  }
      |  public void readExternal(java.io.ObjectInput in) throws java.io.IOException {
      |    x = in.readInt();
      |    y = in.readInt();
      |  }
      |}
      |abstract class Place implements java.io.Externalizable {
      |}""".stripMargin

  /** Gives the application's classes to the body. */
  private def withJar(source: String)(body: ClassLoader => Unit): Unit = TempFolder.use { folder =>
    val before = Thread.currentThread.getContextClassLoader
    val loader = new URLClassLoader(Array(Compiler.compile(source, folder).toUri.toURL), before)
    try body(loader)
    finally {
      Thread.currentThread.setContextClassLoader(before)
      loader.close()
    }
  }

  private def made(loader: ClassLoader, name: String, one: String, two: AnyRef): AnyRef =
    loader
      .loadClass(name)
      .getConstructor(classOf[String], classOf[Object])
      .newInstance(one, two)
      .asInstanceOf[AnyRef]

  private def read(state: AnyRef): String = {
    val bytes = Objects.bytes(("key", state))
    val records = new StateRecords(
      () => new ByteArrayInputStream(bytes),
      FieldChoice.ALL,
      new OwnObjects(FieldChoice.ALL)
    )
    StateTypes.show(records.next().get("state"))
  }

  for (
    (name, source, count, shown) <- Seq(
      ("Counter", writesItself, Int.box(5), "{counts: {5=5}}"),
      ("Point", external, Int.box(7), "{x: 5, y: 7}")
    )
  )
    test(s"$name: with the jar, and refused without") {
      withJar(source) { loader =>
        val state = made(loader, name, "5", count)
        assert(Objects.again(state).toSeq == Objects.bytes(state).toSeq)
        val refused = intercept[NoSuchElementException](read(state)).getMessage
        assert(
          refused == s"a $name writes more than its fields: the application's jar is needed, as only the class itself can read it (of the key 'key')"
        )
        Thread.currentThread.setContextClassLoader(loader)
        assert(read(state) == shown)
        assert(read(Some(state)) == shown)
      }
    }

  test("what is within such an object is of state's classes and of the jar: nothing else runs") {
    withJar(writesItself) { loader =>
      val trapped = made(loader, "Counter", "a", new Trap)
      Thread.currentThread.setContextClassLoader(loader)
      Trap.hasRun = false
      val refused = intercept[NoSuchElementException](read(trapped)).getMessage
      assert(refused.contains("scala.trap.Trap: the application's jar is needed"), refused)
      assert(!Trap.hasRun)
    }
  }
}
