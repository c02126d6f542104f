using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Path;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features.Applying;

/// <summary>
/// Sets an element to a value that was worked out (<c>dynamicValue</c>). A path is names of elements, each with an index where it repeats (<c>dosageInstruction[0].text</c>); what is not there is made.
/// </summary>
internal static partial class DynamicValue
{
    internal static void ApplyAll(JsonObject definition, string place, JsonObject target, string typeName, ApplyScope scope)
    {
        foreach (var (item, at) in JsonCopy.Items(definition, "dynamicValue", place))
        {
            if ((string?)item["path"] is not { } path)
            {
                scope.Refuse("A dynamicValue without a path", at);
                continue;
            }
            var values = scope.Evaluate(item["expression"] as JsonObject, at + ".expression");
            if (values.Count > 0 && Set(target, typeName, path, values) is { } fault)
                scope.Issues.Add(Issue.Error(IssueTypes.Value, "APPLY-PATH", fault, at + ".path", "FHIR R4 plandefinition-definitions.html#PlanDefinition.action.dynamicValue.path"));
        }
    }

    /// <summary>Sets it; what is wrong with the path or the value, or null.</summary>
    private static string? Set(JsonObject target, string typeName, string path, FhirPathCollection values)
    {
        var steps = path.Split('.').Select(step => Step().Match(step)).ToList();
        if (steps.Exists(step => !step.Success))
            return $"'{path}' is not a path of elements.";
        if (steps[0].Groups["name"].Value == typeName)
            steps.RemoveAt(0);
        var type = FhirModel.R4.FindType(typeName);
        for (var i = 0; i < steps.Count; i++)
        {
            var name = steps[i].Groups["name"].Value;
            if (type?.FindElement(name) is not { } element)
                return $"'{name}' is not an element of {type?.Name ?? typeName}.";
            var index = steps[i].Groups["index"].Success ? int.Parse(steps[i].Groups["index"].ValueSpan, CultureInfo.InvariantCulture) : (int?)null;
            if (index > (target[name] as JsonArray)?.Count)
                return $"'{path}' leaves a gap: items are set one after the other.";
            if (i == steps.Count - 1)
                return Leaf(target, element, index, values);
            if (element.IsChoice || element.Types.Count != 1)
                return $"'{name}' has several types; a path can end in it, but not lead through it.";
            target = Within(target, element, index ?? 0);
            type = FhirModel.R4.FindType(element.Types[0].Type.Name);
        }
        return "An empty path names nothing.";
    }

    private static JsonObject Within(JsonObject target, ElementDefinition element, int index)
    {
        if (element.Max == 1)
            return target[element.Name] as JsonObject ?? Put(target, element.Name);
        var items = target[element.Name] as JsonArray;
        if (items is null)
            target[element.Name] = items = [];
        if (index == items.Count)
            items.Add((JsonNode)new JsonObject());
        return items[index]!.AsObject();
    }

    private static JsonObject Put(JsonObject target, string name)
    {
        var made = new JsonObject();
        target[name] = made;
        return made;
    }

    private static string? Leaf(JsonObject target, ElementDefinition element, int? index, FhirPathCollection values)
    {
        if (values.Count > 1 && (element.Max == 1 || index is not null))
            return $"The expression gives {values.Count} values, and '{element.Name}' takes one.";
        var name = element.Name;
        if (element.IsChoice)
        {
            var type = TypeOf(values[0]);
            if (!element.Types.Any(one => one.Type.Name == type))
                return $"'{name}[x]' cannot be a {type}.";
            foreach (var other in target.Select(member => member.Key).Where(key => key.StartsWith(name, StringComparison.Ordinal) && key.Length > name.Length && char.IsAsciiLetterUpper(key[name.Length])).ToList())
                target.Remove(other);
            name += char.ToUpperInvariant(type[0]) + type[1..];
        }
        if (element.Max == 1)
            target[name] = Json(values[0]);
        else if (index is { } place && target[name] is JsonArray items)
            SetItem(items, place, Json(values[0]));
        else
            target[name] = new JsonArray([.. values.Select(value => Json(value))]);
        return null;
    }

    private static void SetItem(JsonArray items, int place, JsonNode? value)
    {
        if (place == items.Count)
            items.Add(value);
        else
            items[place] = value;
    }

    private static string TypeOf(in FhirPathValue value) => value.IsElement ? value.Element.Type?.Name ?? "" : value.Kind switch
    {
        FhirPathKind.Boolean => "boolean",
        FhirPathKind.Integer or FhirPathKind.Long => "integer",
        FhirPathKind.Decimal => "decimal",
        FhirPathKind.Date => "date",
        FhirPathKind.DateTime => "dateTime",
        FhirPathKind.Time => "time",
        FhirPathKind.Quantity => "Quantity",
        _ => "string",
    };

    private static JsonNode? Json(FhirPathValue value)
    {
        if (value.IsElement && !value.Element.IsPrimitive)
            return JsonNode.Parse(value.Element.RawJson);
        if (value.TryGetBoolean(out var flag))
            return JsonValue.Create(flag);
        if (value.TryGetQuantity(out var quantity) && !value.TryGetDecimal(out _))
            return new JsonObject { ["value"] = quantity.Value, ["unit"] = quantity.Unit, ["system"] = "http://unitsofmeasure.org", ["code"] = quantity.Unit };
        if (value.TryGetDecimal(out var number))
            return JsonValue.Create(number);
        return JsonValue.Create(value.IsElement ? value.Element.GetString() : value.ToString());
    }

    [GeneratedRegex(@"^(?<name>[a-zA-Z]+)(\[x\]|\[(?<index>\d{1,3})\])?$")]
    private static partial Regex Step();
}
