using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;

namespace Carewright.Search.Tests.Random;

/// <summary>Random resources of any type, made from the definitions: above all the elements that search parameters read, few ids, many equal values.</summary>
internal sealed partial class RandomResources(Dice dice, IReadOnlyList<string> types)
{
    internal const int IdsPerType = 14;
    internal const string Tag = "urn:tag";
    internal const string Label = "urn:restricted";
    private const int MaxDepth = 3;
    private static readonly Dictionary<string, HashSet<string>> s_searched = [];
    private readonly RandomValues _values = new(dice, types);

    internal static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"r{number}");

    /// <summary>A resource of the type with the id of a number.</summary>
    internal JsonObject Make(string type, int number)
    {
        var resource = new JsonObject { ["resourceType"] = type, ["id"] = Id(number), ["meta"] = Meta() };
        if (dice.OneIn(4))
            resource["text"] = new JsonObject { ["status"] = "generated", ["div"] = $"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{dice.Pick("Abel", "smile", "Smith", "beta")} <b>{dice.Pick("gamma", "north")}</b></p></div>" };
        Fill(resource, FhirModel.R4.FindType(type)!, 0, Searched(type));
        return resource;
    }

    private JsonObject Meta()
    {
        var meta = new JsonObject();
        if (dice.OneIn(2))
            meta["tag"] = new JsonArray(new JsonObject { ["system"] = Tag, ["code"] = dice.Pick("seen", "seen", "hidden", "other") });
        if (dice.OneIn(4))
            meta["security"] = new JsonArray(new JsonObject { ["system"] = dice.Pick(Label, "urn:sys:a"), ["code"] = dice.Pick("ward", "elsewhere") });
        if (dice.OneIn(4))
            meta["profile"] = new JsonArray(dice.Pick(Pools.Canonicals));
        if (dice.OneIn(5))
            meta["source"] = dice.Pick(Pools.Uris);
        return meta;
    }

    private void Fill(JsonObject json, TypeDefinition type, int depth, HashSet<string>? searched)
    {
        foreach (var element in type.Elements)
        {
            if (element.Name is "id" or "meta" or "implicitRules" or "language" or "text" or "contained" or "extension" or "modifierExtension" || element.Types.Count == 0)
                continue;
            // Below the top nothing tells what is searched; the deeper, the thinner.
            if (!dice.Percent(searched is null ? 70 - 15 * depth : searched.Contains(element.Name) ? 65 : 4))
                continue;
            var chosen = dice.Pick(element.Types);
            var name = element.IsChoice ? element.Name + char.ToUpperInvariant(chosen.Type.Name[0]) + chosen.Type.Name[1..] : element.Name;
            if (!element.IsRepeating)
            {
                if (One(element, chosen, depth) is { } value)
                    json[name] = value;
                continue;
            }
            var values = Enumerable.Range(0, 1 + (dice.OneIn(3) ? dice.Below(3) : 0)).Select(_ => One(element, chosen, depth)).OfType<JsonNode>().ToArray();
            if (values.Length > 0)
                json[name] = new JsonArray(values);
        }
    }

    private JsonNode? One(ElementDefinition element, ElementType chosen, int depth)
    {
        if (_values.Of(element, chosen) is { } value)
            return value;
        if (depth >= MaxDepth || chosen.Type.Kind is not (TypeKind.Backbone or TypeKind.Complex) || chosen.Type.IsAbstract)
            return null;
        var json = new JsonObject();
        Fill(json, chosen.Type, depth + 1, null);
        return json.Count == 0 ? null : json;
    }

    private static HashSet<string> Searched(string type)
    {
        lock (s_searched)
        {
            if (s_searched.TryGetValue(type, out var names))
                return names;
            names = [];
            foreach (var parameter in FhirModel.R4.SearchParametersOf(type))
                foreach (Match match in Names().Matches(parameter.Expression))
                    if (match.Groups["type"].Value == type)
                        names.Add(match.Groups["name"].Value);
            // A composite anchored at the resource itself reads what its parts name.
            foreach (var part in FhirModel.R4.SearchParametersOf(type).SelectMany(parameter => parameter.Components))
                names.Add(part.Expression.Split('.')[0]);
            return s_searched[type] = names;
        }
    }

    [GeneratedRegex(@"\b(?<type>[A-Z][A-Za-z]+)\.(?<name>[a-z][A-Za-z]*)")]
    private static partial Regex Names();
}
