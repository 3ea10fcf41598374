package io.twinstream

import com.tngtech.archunit.core.domain.{JavaClass, JavaClasses}
import java.util.regex.Pattern
import org.objectweb.asm.{ClassReader, ClassVisitor, Handle, MethodVisitor, Opcodes}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.collection.mutable

/** Library code can be used without the commands, so its messages name none of their options. */
@RuleTier
class OptionNamesSuite extends AnyFunSuite {
  private val rooms = Seq("api", "savepoint", "ends", "engine", "recovery", "migration", "jobs")
  private val option = Pattern.compile("(^|[^\\w-])--[a-z]")

  /** The keys of `twinstream.json`, which are named as the options were that fill them. */
  private val keys = Set("--zero-time")

  private def isLibrary(each: JavaClass): Boolean =
    rooms.exists(room => s"${each.getPackageName}.".startsWith(s"io.twinstream.$room."))

  /** The options of a job, which has them from its own class. */
  private def declaresOptions(each: JavaClass): Boolean = {
    val outer = Iterator
      .iterate(Option(each))(_.flatMap(c => Option(c.getEnclosingClass.orElse(null))))
      .takeWhile(_.isDefined)
      .flatten
    outer.exists(_.getFields.asScala.exists(_.isAnnotatedWith("picocli.CommandLine$Option")))
  }

  /** Constants of its code, those of joined strings too. */
  private def strings(each: JavaClass): Set[String] = {
    val found = mutable.Set.empty[String]
    val in = each.getSource.get.getUri.toURL.openStream()
    try
      new ClassReader(in).accept(
        new ClassVisitor(Opcodes.ASM9) {
          override def visitMethod(
              access: Int,
              name: String,
              descriptor: String,
              signature: String,
              exceptions: Array[String]
          ): MethodVisitor = new MethodVisitor(Opcodes.ASM9) {
            override def visitLdcInsn(value: AnyRef): Unit = value match {
              case text: String => found += text
              case _            =>
            }
            override def visitInvokeDynamicInsn(
                name: String,
                descriptor: String,
                bootstrap: Handle,
                arguments: AnyRef*
            ): Unit = arguments.foreach {
              case text: String => found += text
              case _            =>
            }
          }
        },
        ClassReader.SKIP_DEBUG
      )
    finally in.close()
    found.toSet
  }

  private def named(classes: Iterable[JavaClass]): Seq[String] = for {
    each <- classes.toSeq.sortBy(_.getName)
    text <- strings(each).toSeq.sorted
    if option.matcher(text).find && !keys(text)
  } yield s"${each.getName}: $text"

  private def all(classes: JavaClasses): Iterable[JavaClass] = classes.asScala

  test("messages of library code name no option of the commands") {
    val library = all(OurClasses.all).filter(each => isLibrary(each) && !declaresOptions(each))
    assert(library.size > 200, "classes that are looked at")
    assert(named(library) == Seq.empty)
  }

  test("one that does is reported: NamesAnOption") {
    assert(named(all(OurClasses.wrong)).exists(_.startsWith("wrong.run.NamesAnOption: --source ")))
  }

  test("a job's own options may be named by the class that declares them") {
    assert(declaresOptions(OurClasses.all.get("io.twinstream.jobs.WindowLayout")))
    assert(!declaresOptions(OurClasses.all.get("io.twinstream.engine.Until")))
  }
}
