using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;

namespace Carewright.Search.Tests.Random;

/// <summary>Random values of the data types, the hard shapes among them: missing parts, open ends, comparators, versions, fragments, identifiers in the place of references.</summary>
internal sealed class RandomValues(Dice dice, IReadOnlyList<string> types)
{
    /// <summary>A value; null for a type that has elements of its own to be filled.</summary>
    internal JsonNode? Of(ElementDefinition element, ElementType chosen) => chosen.Type.Name switch
    {
        "boolean" => dice.OneIn(2),
        "integer" or "positiveInt" or "unsignedInt" => 1 + dice.Below(9),
        "decimal" => JsonNode.Parse(Pools.Decimal(dice)),
        "string" or "markdown" => dice.Pick(Pools.Texts),
        "id" => dice.Pick("a", "b", "c"),
        "code" => Code(element),
        "canonical" => dice.Pick(Pools.Canonicals),
        "uri" or "url" => dice.Pick(Pools.Uris),
        "oid" => "urn:oid:1.2.3",
        "uuid" => "urn:uuid:0d3f2a6c-2f3b-4e3b-9d3a-000000000001",
        "date" => dice.Pick(Pools.Dates.Where(date => date.Length <= 10).ToList()),
        "dateTime" => dice.Pick(Pools.Dates),
        "instant" => dice.OneIn(2) ? dice.Pick(Pools.Dates.Where(date => date.Length > 16).ToList()) : Pools.Instant(dice),
        "time" => "10:00:00",
        "base64Binary" => "AAAA",
        "Reference" => Reference(chosen),
        "Coding" => Coding(),
        "CodeableConcept" => Concept(),
        "Identifier" => Identifier(),
        "Period" => Period(),
        "Range" => Range(),
        "Money" => Object(("value", JsonNode.Parse(Pools.Decimal(dice))), ("currency", dice.Pick("USD", "EUR", null!))),
        "Timing" => Timing(),
        "SampledData" => Sampled(),
        "HumanName" => Name(),
        "Address" => Address(),
        "ContactPoint" => Object(("system", dice.Pick("phone", "email", "url", null!)), ("value", dice.Pick("555-1234", "a@example.org", "alpha", null!)), ("use", "home")),
        "Annotation" or "Signature" or "Attachment" or "Meta" or "Narrative" or "Extension" or "Dosage" or "ElementDefinition" => null,
        _ when chosen.Type.IsSubtypeOf(FhirModel.R4.FindType("Quantity")!) => Quantity(),
        _ => null,
    };

    private string Code(ElementDefinition element)
    {
        if (element.Binding is { Strength: BindingStrength.Required } binding && FhirModel.R4.FindValueSet(binding.ValueSet) is { Systems.Count: > 0 } set)
            return dice.Pick(set.Systems.SelectMany(set.CodesOf).Order(StringComparer.Ordinal).Take(4).ToList());
        return dice.Pick(Pools.Codes);
    }

    private JsonObject Reference(ElementType chosen)
    {
        var reference = new JsonObject();
        var targets = types.Where(type => chosen.TargetTypes.Count == 0 || chosen.TargetTypes.Contains(type) || chosen.TargetTypes.Contains("Resource")).ToList();
        if (targets.Count > 0 && !dice.OneIn(8))
        {
            var local = $"{dice.Pick(targets)}/{RandomResources.Id(dice.Below(RandomResources.IdsPerType + 2))}";
            reference["reference"] = dice.Below(10) switch
            {
                0 => $"{local}/_history/{1 + dice.Below(3)}",
                1 => $"https://elsewhere.example/fhir/{local}",
                2 => "#inner",
                _ => local,
            };
        }
        else if (dice.OneIn(2))
            reference["reference"] = "urn:uuid:0d3f2a6c-2f3b-4e3b-9d3a-000000000001";
        if (dice.OneIn(4))
            reference["identifier"] = Identifier();
        if (dice.OneIn(4))
            reference["display"] = dice.Pick(Pools.Texts);
        if (dice.OneIn(8) && targets.Count > 0)
            reference["type"] = dice.Pick(targets);
        if (reference.Count == 0)
            reference["display"] = "somebody";
        return reference;
    }

    private JsonObject Coding()
    {
        var coding = Object(("system", dice.OneIn(4) ? null : dice.Pick(Pools.Systems)), ("code", dice.OneIn(10) ? null : dice.Pick(Pools.Codes)), ("display", dice.OneIn(3) ? dice.Pick(Pools.Texts) : null));
        return coding.Count > 0 ? coding : Object(("code", "alpha"));
    }

    private JsonObject Concept()
    {
        var concept = new JsonObject();
        var codings = Enumerable.Range(0, dice.Pick(0, 1, 1, 1, 2, 3)).Select(_ => (JsonNode)Coding()).ToArray();
        if (codings.Length > 0)
            concept["coding"] = new JsonArray(codings);
        if (codings.Length == 0 || dice.OneIn(3))
            concept["text"] = dice.Pick(Pools.Texts);
        return concept;
    }

    private JsonObject Identifier()
    {
        var identifier = Object(("system", dice.OneIn(4) ? null : dice.Pick(Pools.Systems)), ("value", dice.OneIn(8) ? null : dice.Pick(Pools.Codes)));
        if (dice.OneIn(3))
            identifier["type"] = Concept();
        if (identifier.Count == 0)
            identifier["value"] = "alpha";
        return identifier;
    }

    private JsonObject Period()
    {
        var ends = new[] { dice.Pick(Pools.Dates), dice.Pick(Pools.Dates) }.Order(StringComparer.Ordinal).ToArray();
        var period = Object(("start", dice.OneIn(5) ? null : ends[0]), ("end", dice.OneIn(4) ? null : ends[1]));
        return period.Count > 0 ? period : Object(("start", ends[0]));
    }

    private JsonObject Quantity()
    {
        var quantity = Object(
            ("value", dice.OneIn(8) ? null : JsonNode.Parse(Pools.Decimal(dice))), ("comparator", dice.OneIn(6) ? dice.Pick("<", "<=", ">=", ">") : null),
            ("unit", dice.OneIn(2) ? dice.Pick("mg", "milligram", "beats") : null));
        if (!dice.OneIn(4))
        {
            quantity["system"] = dice.Pick("http://unitsofmeasure.org", "http://unitsofmeasure.org", "urn:sys:a");
            quantity["code"] = dice.Pick(Pools.Units);
        }
        if (quantity.Count == 0)
            quantity["value"] = 5;
        return quantity;
    }

    private JsonObject Range()
    {
        var ends = new[] { dice.Pick(Pools.Numbers), dice.Pick(Pools.Numbers) }.OrderBy(number => decimal.Parse(number, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        JsonObject End(string number) => Object(("value", JsonNode.Parse(number)), ("system", "http://unitsofmeasure.org"), ("code", "mg"));
        var range = Object(("low", dice.OneIn(4) ? null : End(ends[0])), ("high", dice.OneIn(4) ? null : End(ends[1])));
        return range.Count > 0 ? range : Object(("low", End(ends[0])));
    }

    private JsonObject Timing()
    {
        var timing = new JsonObject();
        if (dice.OneIn(2))
            timing["event"] = new JsonArray([.. Enumerable.Range(0, 1 + dice.Below(2)).Select(_ => (JsonNode)dice.Pick(Pools.Dates))]);
        if (timing.Count == 0 || dice.OneIn(2))
            timing["repeat"] = dice.OneIn(3) ? Object(("count", 3)) : Object(("boundsPeriod", Period()));
        return timing;
    }

    private JsonObject Sampled() => Object(
        ("origin", Object(("value", 1), ("system", "http://unitsofmeasure.org"), ("code", dice.Pick(Pools.Units)))), ("period", 10), ("factor", dice.OneIn(2) ? 0.5m : null), ("lowerLimit", -3), ("dimensions", 1),
        ("data", dice.Pick("2 4 6", "E E", "L 8", "100")));

    private JsonObject Name()
    {
        var name = Object(("use", dice.OneIn(2) ? "official" : null), ("text", dice.OneIn(4) ? dice.Pick(Pools.Texts) : null), ("family", dice.OneIn(5) ? null : dice.Pick(Pools.Texts)));
        if (dice.OneIn(2))
            name["given"] = new JsonArray([.. Enumerable.Range(0, 1 + dice.Below(2)).Select(_ => (JsonNode)dice.Pick(Pools.Texts))]);
        if (dice.OneIn(5))
            name["prefix"] = new JsonArray("Dr.");
        return name.Count > 0 ? name : Object(("family", "Abel"));
    }

    private JsonObject Address()
    {
        var address = Object(
            ("use", dice.Pick("home", "work", null!)), ("text", dice.OneIn(4) ? dice.Pick(Pools.Texts) : null), ("city", dice.OneIn(3) ? null : dice.Pick(Pools.Texts)), ("state", dice.OneIn(2) ? dice.Pick("NY", "N") : null),
            ("postalCode", dice.OneIn(2) ? dice.Pick("12345", "12345-6789", "123") : null), ("country", dice.OneIn(3) ? "USA" : null));
        if (dice.OneIn(2))
            address["line"] = new JsonArray(dice.Pick(Pools.Texts));
        return address.Count > 0 ? address : Object(("city", "Abel"));
    }

    private static JsonObject Object(params (string Name, JsonNode? Value)[] members)
    {
        var json = new JsonObject();
        foreach (var (name, value) in members)
            if (value is not null)
                json[name] = value;
        return json;
    }
}
