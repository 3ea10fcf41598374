package io.twinstream.migration.scan

import java.nio.file.{Files, Paths}

import scala.jdk.CollectionConverters._

import org.objectweb.asm.{ClassWriter, Opcodes}
import io.twinstream.TempFolder
import org.scalatest.funsuite.AnyFunSuite

/** For every rule, code that must give its finding and code that must not. */
final class ExamplesSuite extends AnyFunSuite {
  private val rules = Rules.all.rows.asScala.toSeq

  private def scan(path: String): Seq[Finding] =
    Scanner.scan(List(path).asJava, (_, _) => ()).findings.asScala.toSeq

  private lazy val javaFindings = TempFolder.use { directory =>
    Compiler.compile(Files.readString(Example.javaSource), directory)
    scan(directory.toString)
  }

  private lazy val scalaFindings = {
    val classes = Paths.get(sys.env("TWINSTREAM_TARGET"), "test-classes/io/twinstream/migration/scan")
    scan(classes.resolve("ScalaExamples.class").toString)
  }

  private def in(findings: Seq[Finding], code: Example.Code): Seq[Finding] =
    findings.filter(finding => code.lines.contains(finding.line))

  for (example <- Example.all)
    test(s"${example.language}: ${example.rule}") {
      val findings = if (example.language == "java") javaFindings else scalaFindings
      assert(in(findings, example.before).map(_.rule.id).contains(example.rule))
      example.after.foreach(after => assert(in(findings, after).map(_.api) == Nil))
    }

  test("every finding in the examples is before a port, and has its line") {
    for (finding <- javaFindings ++ scalaFindings)
      assert(finding.line > 0, finding)
    val before = Example.java.flatMap(_.before.lines).toSet
    assert(
      javaFindings.filterNot(finding => before(finding.line)).map(_.className).toSet == Set(
        "examples.JavaExamples$Never"
      )
    )
  }

  test("every rule that is not removed, internal or dropped without a trace has an example") {
    val shown = Example.all.map(_.rule).toSet
    val bare = rules.filterNot(rule =>
      rule.isRemoved || shown(rule.id) || Set("internal to Spark", "drop it")(rule.equivalent)
    )
    assert(bare.map(_.id) == Nil)
  }

  test("every rule: a call of it, by its bytes, is found; the same call on an RDD is not") {
    for (rule <- rules if rule.name != Rules.EXTENDS && !rule.owner.startsWith("(")) {
      val owner = ApiTypes.internalName(rule.owner.replace("*", "Some"))
      val method = if (rule.name == "*") "some" else rule.name
      assert(rulesOf(owner, method, descriptor(rule)) == Seq(rule.id))
      assert(rulesOf("org/apache/spark/rdd/RDD", method, descriptor(rule)) == Nil)
    }
  }

  test("a method that no row is for is found all the same") {
    assert(rulesOf(ApiTypes.internalName("dstream.DStream"), "brandNew", "()V") == Seq("(unknown).*"))
  }

  /** A descriptor that fits the rule's shape; only simple names count. */
  private def descriptor(rule: Rule): String = {
    val names = rule.shape.toString.split(",").filterNot(name => name.isEmpty || name == "*" || name == "...")
    val types = names.map {
      case "_"       => "Ljava/lang/Object;"
      case "boolean" => "Z"
      case "long"    => "J"
      case name      => s"Lany/$name;"
    }
    types.mkString("(", "", ")V")
  }

  /** The rules of what is found in a class with this one call. */
  private def rulesOf(owner: String, method: String, descriptor: String): Seq[String] =
    TempFolder.use { directory =>
      val writer = new ClassWriter(0)
      writer.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, "any/Caller", null, "java/lang/Object", null)
      val code = writer.visitMethod(Opcodes.ACC_STATIC, "call", "()V", null, null)
      code.visitCode()
      code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method, descriptor, false)
      code.visitMaxs(0, 0)
      code.visitEnd()
      writer.visitEnd()
      Files.write(directory.resolve("Caller.class"), writer.toByteArray)
      scan(directory.toString).map(_.rule.id)
    }
}
