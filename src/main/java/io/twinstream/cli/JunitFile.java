package io.twinstream.cli;

import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Comparisons as the JUnit XML that build servers show: a test case for each job. */
final class JunitFile {
  private JunitFile() {}

  static String of(List<AllJobs.Outcome> outcomes) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "twinstream compare");
      xml.writeAttribute("tests", Integer.toString(outcomes.size()));
      xml.writeAttribute("failures", count(outcomes, "failure"));
      xml.writeAttribute("errors", count(outcomes, "error"));
      xml.writeAttribute("skipped", count(outcomes, "skipped"));
      xml.writeAttribute(
          "time",
          seconds(
              outcomes.stream().map(AllJobs.Outcome::took).reduce(Duration.ZERO, Duration::plus)));
      for (AllJobs.Outcome each : outcomes) {
        write(each, xml);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text + System.lineSeparator();
  }

  private static void write(AllJobs.Outcome outcome, XMLStreamWriter xml)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", "twinstream.compare");
    xml.writeAttribute("name", outcome.job());
    xml.writeAttribute("time", seconds(outcome.took()));
    Optional<String> element = element(outcome);
    if (element.isPresent()) {
      xml.writeStartElement(element.get());
      xml.writeAttribute("message", outcome.text().lines().findFirst().orElse(""));
      xml.writeCharacters(outcome.text());
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static Optional<String> element(AllJobs.Outcome outcome) {
    if (outcome.verdict().isEmpty()) {
      return Optional.of("error");
    }
    return switch (outcome.verdict().get()) {
      case EQUAL -> Optional.empty();
      case DIFFERENT -> Optional.of("failure");
      case NOTHING_COMPARED -> Optional.of("skipped");
    };
  }

  private static String count(List<AllJobs.Outcome> outcomes, String element) {
    return Long.toString(
        outcomes.stream().filter(each -> element(each).equals(Optional.of(element))).count());
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
  }
}
