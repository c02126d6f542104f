using System.Buffers;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Xml;

/// <summary>Bounds of reading XML.</summary>
public sealed record XmlOptions
{
    /// <summary>The bounds used when none are given.</summary>
    public static XmlOptions Default { get; } = new();

    /// <summary>Greatest size of the text in bytes.</summary>
    public int MaxBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Greatest nesting of elements, those of narratives included.</summary>
    public int MaxDepth { get; init; } = 128;

    /// <summary>Greatest number of attributes of one element outside narratives. R4 needs two and some namespaces.</summary>
    public int MaxAttributes { get; init; } = 32;

    /// <summary>Greatest number of issues collected; one more says that there were others.</summary>
    public int MaxIssues { get; init; } = 100;
}

/// <summary>The XML form of resources (FHIR R4 xml.html), as a converter at the edge: everything inside works on JSON. Thread-safe.</summary>
public static class FhirXml
{
    /// <summary>Namespace of FHIR elements.</summary>
    public const string Namespace = "http://hl7.org/fhir";

    /// <summary>Namespace of narratives.</summary>
    public const string XhtmlNamespace = "http://www.w3.org/1999/xhtml";

    /// <summary>
    /// Turns XML into JSON. Never throws on bad input. DTDs are refused. Narratives keep their characters. Elements out of order are a warning; unknown
    /// elements and attributes are errors and left out, so that the JSON can be read and validated all the same.
    /// </summary>
    /// <param name="xml">UTF-8, or UTF-16 with a byte order mark.</param>
    /// <param name="options">Bounds; null for <see cref="XmlOptions.Default"/>.</param>
    /// <returns>The JSON, null when the text is not XML or no resource of R4; and everything wrong with it, with FHIRPath location, line and column.</returns>
    public static (ReadOnlyMemory<byte>? Json, IReadOnlyList<Issue> Issues) ToJson(ReadOnlyMemory<byte> xml, XmlOptions? options = null)
    {
        options ??= XmlOptions.Default;
        var reader = new XmlResourceReader(FhirModel.R4, options);
        if (reader.Read(xml.Span) is not { } root)
            return (null, reader.Issues);
        var json = new ArrayBufferWriter<byte>(Math.Max(256, xml.Length));
        XmlToJsonWriter.Write(root, json);
        return (json.WrittenMemory, reader.Issues);
    }

    /// <summary>
    /// What <see cref="Write"/> would lose, each with its place: elements that FHIR does not know, for which XML has no form. Whoever must not lose anything refuses
    /// when there is any.
    /// </summary>
    public static IReadOnlyList<Issue> Losses(ResourceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var issues = new List<Issue>();
        Collect(document.Root, issues);
        return issues;
    }

    private static void Collect(Element within, List<Issue> issues)
    {
        foreach (var child in within.Children())
        {
            if (child.Definition is not null && (child.Type is not null || child.IsPrimitive))
                Collect(child, issues);
            else if (issues.Count < XmlOptions.Default.MaxIssues)
                issues.Add(Issue.Error(IssueTypes.NotSupported, "XML-NO-FORM", "FHIR does not know the element, so it cannot be written as XML.", child.Location(), "FHIR R4 xml.html"));
        }
    }

    /// <summary>
    /// Writes a resource as XML in definition order, without a declaration and without white space. What XML cannot say is lost: unknown elements (see <see cref="Losses"/>), and characters that XML 1.0 does not allow become U+FFFD. A narrative that is not well-formed is written as plain text.
    /// </summary>
    public static void Write(ResourceDocument document, IBufferWriter<byte> to) => new XmlResourceWriter(to).WriteResource(document.Root, isRoot: true);
}
