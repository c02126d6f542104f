using Carewright.Kernel;

namespace Carewright.Fhir.Xml;

/// <summary>One way in which XML can be wrong: the stable code, the FHIR issue type and the published rule.</summary>
internal readonly record struct XmlRule(string Code, string Type, string Spec, IssueSeverity Severity = IssueSeverity.Error)
{
    internal static readonly XmlRule Syntax = new("XML-SYNTAX", IssueTypes.Structure, "XML 1.0", IssueSeverity.Fatal);
    internal static readonly XmlRule Encoding = new("XML-ENCODING", IssueTypes.Structure, "FHIR R4 xml.html", IssueSeverity.Fatal);
    internal static readonly XmlRule DocumentType = new("XML-DTD", IssueTypes.Structure, "FHIR R4 security.html#narrative", IssueSeverity.Fatal);
    internal static readonly XmlRule TooLarge = new("XML-TOO-LARGE", IssueTypes.TooLong, "", IssueSeverity.Fatal);
    internal static readonly XmlRule Depth = new("XML-DEPTH", IssueTypes.TooCostly, "", IssueSeverity.Fatal);
    internal static readonly XmlRule Attributes = new("XML-TOO-MANY-ATTRIBUTES", IssueTypes.TooCostly, "", IssueSeverity.Fatal);
    internal static readonly XmlRule Namespace = new("XML-NAMESPACE", IssueTypes.Structure, "FHIR R4 xml.html");
    internal static readonly XmlRule UnknownResourceType = new("XML-UNKNOWN-RESOURCE-TYPE", IssueTypes.Structure, "FHIR R4 resourcelist.html");
    internal static readonly XmlRule ResourceExpected = new("XML-RESOURCE-EXPECTED", IssueTypes.Structure, "FHIR R4 xml.html");
    internal static readonly XmlRule UnknownElement = new("XML-UNKNOWN-ELEMENT", IssueTypes.Structure, "FHIR R4 xml.html");
    internal static readonly XmlRule UnknownAttribute = new("XML-UNKNOWN-ATTRIBUTE", IssueTypes.Structure, "FHIR R4 xml.html");
    internal static readonly XmlRule Repeated = new("XML-REPEATED", IssueTypes.Structure, "FHIR R4 xml.html");
    internal static readonly XmlRule Order = new("XML-ORDER", IssueTypes.Structure, "FHIR R4 xml.html", IssueSeverity.Warning);
    internal static readonly XmlRule Text = new("XML-TEXT", IssueTypes.Structure, "FHIR R4 xml.html");
    internal static readonly XmlRule Empty = new("XML-EMPTY", IssueTypes.Structure, "FHIR R4 xml.html");
    internal static readonly XmlRule Value = new("XML-VALUE", IssueTypes.Value, "FHIR R4 datatypes.html#primitive");
}
