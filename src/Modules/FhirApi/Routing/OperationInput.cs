using System.Globalization;
using System.Text;
using Carewright.Fhir.Json;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Routing;

/// <summary>
/// What was sent to an operation: the query of a GET, or a Parameters resource (FHIR R4 operations.html#request) with the query's parameters added to it. A resource that stands alone in a body is
/// the parameter of its type. Reading a parameter marks it as understood; what nobody has read is refused, because a dropped parameter would answer another question.
/// </summary>
internal sealed class OperationInput
{
    // Meant for the door, not for the operation.
    private static readonly string[] s_general = ["_format", "_pretty"];
    private readonly List<(string Name, string? Text, Element Parameter)> _values = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>What is wrong with it so far.</summary>
    internal List<Issue> Issues { get; } = [];

    /// <summary>0, or the status to refuse with because it could not be read.</summary>
    internal int Status { get; private set; }

    /// <summary>The Parameters resource; absent without a body.</summary>
    internal Element Root { get; private set; }

    /// <summary>Simple parameters as text, in order; a Coding as <c>system|code</c>, a Reference as its address.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Values => [.. _values.Select(one => new KeyValuePair<string, string?>(one.Name, one.Text ?? Plain(one.Parameter.Child("value")))).Where(pair => pair.Value is not null)!];

    /// <summary>The first value of a simple parameter, or null.</summary>
    internal string? First(string name) => Values.FirstOrDefault(pair => pair.Key == name).Value;

    /// <summary>A name that is none of these, as an issue; null when all are.</summary>
    internal Issue? Unknown(string operation, params ReadOnlySpan<string> known)
    {
        foreach (var (name, _, _) in _values)
        {
            if (!known.Contains(name))
                return Issue.Error(IssueTypes.NotSupported, "REST-OPERATION-PARAMETER", $"'{name}' is not a parameter of {operation} here; {string.Join(", ", known.ToArray())} are.", name);
        }
        return null;
    }

    internal static async ValueTask<OperationInput> ReadAsync(FhirExchange exchange)
    {
        var input = new OperationInput();
        var http = exchange.Http;
        foreach (var (name, value) in FhirQuery.Of(http.Request).Where(pair => !s_general.Contains(pair.Key)))
            input._values.Add((name, value, default));
        if (!HttpMethods.IsPost(http.Request.Method) || http.Request.ContentLength == 0)
            return input;
        var (json, status, issues) = await RequestBody.ReadAsync(http, exchange.Aborted).ConfigureAwait(false);
        if (status != 0)
            (input.Status, _) = (status, input.Add(issues));
        else
            input.Take(ResourceDocument.Parse(json));
        return input;
    }

    internal string? Text(string name)
    {
        var found = Texts(name);
        return found.Count > 0 ? found[0] : null;
    }

    internal IReadOnlyList<string> Texts(string name) => [.. Of(name).Select(one => one.Text ?? one.Parameter.Child("value").GetString()).OfType<string>()];

    internal bool? Flag(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (text is "true" or "false")
            return text == "true";
        Issues.Add(Wrong(name, "'true' or 'false'"));
        return null;
    }

    internal int? Number(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        Issues.Add(Wrong(name, "a whole number of zero or more"));
        return null;
    }

    /// <summary>Values of a complex type: Coding, CodeableConcept.</summary>
    internal IReadOnlyList<Element> Complex(string name) => [.. Of(name).Select(one => one.Parameter.Child("value")).Where(value => value.Exists)];

    /// <summary>Parameters with parts.</summary>
    internal IReadOnlyList<Element> Groups(string name) => [.. Of(name).Select(one => one.Parameter).Where(one => one.Exists)];

    /// <summary>A resource that was sent along, as a document of its own.</summary>
    internal ResourceDocument? Resource(string name)
    {
        var sent = Of(name).Select(one => one.Parameter.Child("resource")).FirstOrDefault(one => one.Exists);
        return sent.Exists ? ResourceDocument.Parse(sent.RawJson.ToArray()).Document : null;
    }

    /// <summary>Refuses every parameter that nobody has read.</summary>
    internal void RefuseRest(string operation)
    {
        foreach (var name in _values.Select(one => one.Name).Where(name => !_read.Contains(name)).Distinct())
            Issues.Add(Issue.Error(IssueTypes.NotSupported, "TERM-OPERATION-PARAMETER", $"'{name}' is not a parameter of {operation} here.", name, "FHIR R4 operations.html#request"));
    }

    private IEnumerable<(string Name, string? Text, Element Parameter)> Of(string name)
    {
        _read.Add(name);
        return _values.Where(one => one.Name == name);
    }

    private void Take(ParseOutcome parsed)
    {
        Issues.AddRange(parsed.Issues);
        if (parsed.Document is not { } document || !parsed.IsAcceptable)
        {
            Status = 400;
            return;
        }
        Root = (document.ResourceType == "Parameters" ? document : Wrapped(document)).Root;
        foreach (var parameter in Root.Children("parameter"))
            _values.Add((parameter.Child("name").GetString() ?? "", null, parameter));
    }

    private static ResourceDocument Wrapped(ResourceDocument document)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"resourceType":"Parameters","parameter":[{"name":"{{char.ToLowerInvariant(document.ResourceType[0])}}{{document.ResourceType[1..]}}","resource":{{Encoding.UTF8.GetString(document.Utf8.Span)}}}]}""");
        return ResourceDocument.Parse(json).Document ?? throw new InvalidOperationException("A resource that was parsed does not parse as a parameter.");
    }

    private static string? Plain(Element value) => value.Type?.Name switch
    {
        "Coding" => $"{value.Child("system").GetString()}|{value.Child("code").GetString()}",
        "CodeableConcept" => string.Join(',', value.Children("coding").Select(coding => Plain(coding))),
        "Reference" => value.Child("reference").GetString(),
        _ => value.GetString(),
    };

    private int Add(IReadOnlyList<Issue> issues)
    {
        Issues.AddRange(issues);
        return issues.Count;
    }

    private static Issue Wrong(string name, string expected) => Issue.Error(IssueTypes.Value, "REST-OPERATION-VALUE", $"'{name}' is {expected}.", name, "FHIR R4 operations.html#request");
}
