using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;

namespace Carewright.Search.Model.Reading;

/// <summary>A code with its system, and the text that goes with it; each may be absent.</summary>
public readonly record struct ModelToken(string? System, string? Code, string? Text);

/// <summary>A reference: what it names literally, and the identifier it carries; each may be absent.</summary>
public readonly record struct ModelReference(string? Text, string? IdentifierSystem, string? IdentifierValue);

/// <summary>What an item that an expression yields means to each kind of parameter (the tables of FHIR R4 search.html#ptypes).</summary>
public static class ModelValues
{
    /// <summary>Tokens (search.html#token).</summary>
    public static IEnumerable<ModelToken> Tokens(FhirPathValue item)
    {
        if (!item.IsElement)
            return item.TryGetBoolean(out var truth) ? [new ModelToken(null, truth ? "true" : "false", null)] : [];
        var element = item.Element;
        return element.Type?.Name switch
        {
            "Coding" => One(Coding(element, null)),
            "CodeableConcept" => Concept(element),
            "Identifier" when Text(element, "system") is null && Text(element, "value") is null => [],
            "Identifier" => One(new ModelToken(Text(element, "system"), Text(element, "value"), Text(element.Child("type"), "text"))),
            "ContactPoint" => One(new ModelToken(null, Text(element, "value"), null)),
            "code" when element.HasValue => [new ModelToken(ImpliedSystem(element), element.GetString(), null)],
            _ when element.IsPrimitive && element.HasValue => [new ModelToken(null, element.GetString(), null)],
            _ => [],
        };
    }

    /// <summary>Types of identifiers with their values (<c>:of-type</c>).</summary>
    public static IEnumerable<(string? System, string? Code, string? Value)> TypedIdentifiers(FhirPathValue item) =>
        item.IsElement && item.Element.Type?.Name == "Identifier"
            ? Children(item.Element.Child("type"), "coding").Select(coding => (Text(coding, "system"), Text(coding, "code"), Text(item.Element, "value")))
            : [];

    /// <summary>Strings (search.html#string): each part of a name or an address is one.</summary>
    public static IEnumerable<string> Texts(FhirPathValue item)
    {
        if (!item.IsElement)
            return [];
        string[] parts = item.Element.Type?.Name switch
        {
            "HumanName" => ["text", "family", "given", "prefix", "suffix"],
            "Address" => ["text", "line", "city", "district", "state", "postalCode", "country"],
            _ => [],
        };
        var texts = parts.Length > 0 ? parts.SelectMany(part => Children(item.Element, part)).Select(part => part.GetString()) : item.Element.IsPrimitive ? [item.Element.GetString()] : [];
        return texts.OfType<string>().Where(text => text.Length > 0);
    }

    /// <summary>References (search.html#reference). A canonical is found with and without its version; a version of a resource is the resource.</summary>
    public static IEnumerable<ModelReference> References(FhirPathValue item)
    {
        if (!item.IsElement || item.Element.Type is not { } type)
            return [];
        var element = item.Element;
        if (type.Name == "Reference")
        {
            var identifier = element.Child("identifier");
            var reference = new ModelReference(Literal(Text(element, "reference")), Text(identifier, "system"), Text(identifier, "value"));
            return reference == default ? [] : [reference];
        }
        if (type.IsResource)
            return Text(element, "id") is { } id ? [new ModelReference($"{type.Name}/{id}", null, null)] : [];
        return Uris(item).Select(Literal).OfType<string>().Select(text => new ModelReference(text, null, null));
    }

    /// <summary>URIs (search.html#uri).</summary>
    public static IEnumerable<string> Uris(FhirPathValue item)
    {
        if (!item.IsElement || !item.Element.IsPrimitive || item.Element.GetString() is not { Length: > 0 } uri)
            return [];
        if (item.Element.Type?.Name != "canonical")
            return [uri];
        if (uri[0] == '#')
            return [];
        return uri.IndexOf('|', StringComparison.Ordinal) is > 0 and var bar ? [uri, uri[..bar]] : [uri];
    }

    /// <summary>Spans of time (search.html#date). Of a Timing its outer limits count.</summary>
    public static IEnumerable<ModelSpan> Spans(FhirPathValue item)
    {
        if (!item.IsElement)
            return [];
        var element = item.Element;
        var span = element.Type?.Name switch
        {
            "Period" => Period(element),
            "Timing" => Timing(element),
            _ => element.IsPrimitive ? ModelSpan.Parse(element.GetString()) : null,
        };
        return span is { } one ? [one] : [];
    }

    /// <summary>Numbers and quantities (search.html#number, search.html#quantity). A comparator opens the range on its side.</summary>
    public static IEnumerable<ModelNumber> Numbers(FhirPathValue item)
    {
        if (!item.IsElement)
            return [];
        var element = item.Element;
        var number = element.Type?.Name switch
        {
            "Range" => Range(element),
            "Money" => Decimal(element.Child("value")) is { } amount ? new ModelNumber(amount, amount, "urn:iso:std:iso:4217", Text(element, "currency"), null) : null,
            "SampledData" => Sampled(element),
            _ when element.IsPrimitive => Decimal(element) is { } plain ? new ModelNumber(plain, plain, null, null, null) : null,
            _ => Quantity(element),
        };
        return number is null ? [] : [number];
    }

    /// <summary>Places in degrees.</summary>
    public static IEnumerable<(double Latitude, double Longitude)> Places(FhirPathValue item) =>
        item.IsElement && Decimal(item.Element.Child("latitude")) is { } latitude && Decimal(item.Element.Child("longitude")) is { } longitude ? [((double)latitude, (double)longitude)] : [];

    /// <summary>The children with a name.</summary>
    public static IReadOnlyList<Element> Children(Element element, string name)
    {
        var children = new List<Element>();
        foreach (var child in element.Children(name))
            children.Add(child);
        return children;
    }

    private static IEnumerable<ModelToken> One(ModelToken token) => token == default || token is { System: null, Code: null, Text: null } ? [] : [token];

    private static ModelToken Coding(Element coding, string? text) => new(Text(coding, "system"), Text(coding, "code"), Text(coding, "display") ?? text);

    // The text of the whole speaks for it beside the displays of its codings.
    private static List<ModelToken> Concept(Element concept)
    {
        var tokens = Children(concept, "coding").Select(coding => Coding(coding, null)).SelectMany(One).ToList();
        if (Text(concept, "text") is { } text)
            tokens.Add(new ModelToken(null, null, text));
        return tokens;
    }

    private static string? ImpliedSystem(Element code) =>
        code.Definition?.Binding is { Strength: BindingStrength.Required } binding && FhirModel.R4.FindValueSet(binding.ValueSet) is { Systems.Count: 1 } set ? set.Systems.First() : null;

    private static string? Literal(string? text)
    {
        if (string.IsNullOrEmpty(text) || text[0] == '#')
            return null;
        return text.IndexOf("/_history/", StringComparison.Ordinal) is > 0 and var at ? text[..at] : text;
    }

    private static ModelSpan? Period(Element period)
    {
        var (start, end) = (ModelSpan.Parse(Text(period, "start")), ModelSpan.Parse(Text(period, "end")));
        return start is null && end is null ? null : new ModelSpan(start?.From, end?.To);
    }

    private static ModelSpan? Timing(Element timing)
    {
        var spans = Children(timing, "event").Select(moment => ModelSpan.Parse(moment.GetString())).OfType<ModelSpan>().ToList();
        if (timing.Child("repeat").Child("bounds") is { Type.Name: "Period" } bounds && Period(bounds) is { } period)
            spans.Add(period);
        if (spans.Count == 0)
            return null;
        return new ModelSpan(spans.Exists(span => span.From is null) ? null : spans.Min(span => span.From), spans.Exists(span => span.To is null) ? null : spans.Max(span => span.To));
    }

    private static ModelNumber? Quantity(Element quantity)
    {
        if (Decimal(quantity.Child("value")) is not { } value)
            return null;
        var comparator = Text(quantity, "comparator") ?? "";
        return new ModelNumber(comparator.StartsWith('<') ? null : value, comparator.StartsWith('>') ? null : value, Text(quantity, "system"), Text(quantity, "code"), Text(quantity, "unit"));
    }

    private static ModelNumber? Range(Element range)
    {
        var (low, high) = (Decimal(range.Child("low").Child("value")), Decimal(range.Child("high").Child("value")));
        var unit = range.Child(low is null ? "high" : "low");
        return low is null && high is null ? null : new ModelNumber(low, high, Text(unit, "system"), Text(unit, "code"), Text(unit, "unit"));
    }

    private static ModelNumber? Sampled(Element sampled)
    {
        if (Decimal(sampled.Child("origin").Child("value")) is not { } origin)
            return null;
        var factor = Decimal(sampled.Child("factor")) ?? 1;
        var values = (Text(sampled, "data") ?? "").Split(' ')
            .Select(text => text == "L" ? Decimal(sampled.Child("lowerLimit")) : text == "U" ? Decimal(sampled.Child("upperLimit")) : Decimal(text))
            .OfType<decimal>().Select(value => value * factor + origin).ToList();
        var unit = sampled.Child("origin");
        return values.Count == 0 ? null : new ModelNumber(values.Min(), values.Max(), Text(unit, "system"), Text(unit, "code"), Text(unit, "unit"));
    }

    private static string? Text(Element element, string child) => element.Child(child).GetString();

    private static decimal? Decimal(Element element) => Decimal(element.GetString());

    private static decimal? Decimal(string? text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
