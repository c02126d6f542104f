using System.Globalization;
using System.Text;
using System.Xml;
using Carewright.Kernel;

namespace Carewright.Fhir.Xml;

internal sealed partial class XmlResourceReader
{
    private void Report(in XmlRule rule, string message)
    {
        if (_issues.Count > options.MaxIssues)
            return;
        if (_issues.Count == options.MaxIssues)
        {
            _issues.Add(Issue.Error(IssueTypes.Processing, "XML-MORE-ISSUES", "There are more problems than are reported."));
            return;
        }
        var line = (IXmlLineInfo)_xml;
        Add(rule, message, Location(), line.LineNumber, line.LinePosition);
    }

    private XmlItem? Refuse(in XmlRule rule, string message)
    {
        Add(rule, message, null, null, null);
        return null;
    }

    private XmlItem? ReportSyntax(XmlException exception)
    {
        // The exception's own text may quote the document.
        var declaration = _source.Text.IndexOf("<!DOCTYPE", StringComparison.OrdinalIgnoreCase);
        var isDocumentType = declaration >= 0 && _source.OffsetOf(exception.LineNumber, exception.LinePosition) <= declaration + "<!DOCTYPE".Length;
        if (isDocumentType)
            Add(XmlRule.DocumentType, "Document type definitions are refused.", null, exception.LineNumber, exception.LinePosition);
        else
            Add(XmlRule.Syntax, "The text is not well-formed XML.", null, exception.LineNumber, exception.LinePosition);
        return null;
    }

    private void Add(in XmlRule rule, string message, string? location, int? line, int? column)
    {
        // The reader says line 0 when it has not begun.
        int? byteColumn = line is > 0 && column is { } at ? _source.ByteColumn(line.Value, at) : null;
        _issues.Add(new Issue(rule.Severity, rule.Type, rule.Code, message, location, rule.Spec.Length == 0 ? null : rule.Spec, byteColumn is null ? null : line, byteColumn));
    }

    private string Location()
    {
        var path = new StringBuilder();
        foreach (var (name, item) in _path)
        {
            if (path.Length > 0)
                path.Append('.');
            path.Append(name.AsSpan(0, Math.Min(name.Length, 64)));
            if (item >= 0)
                path.Append(CultureInfo.InvariantCulture, $"[{item}]");
        }
        return path.ToString();
    }

    /// <summary>A bound was passed: reading stops at once, however deep it is.</summary>
    private sealed class XmlBoundException(XmlRule rule, string message) : Exception(message)
    {
        internal XmlRule Rule { get; } = rule;
    }
}
