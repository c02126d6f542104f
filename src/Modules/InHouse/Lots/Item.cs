using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.InHouse.Controls;
using static Carewright.InHouse.InHouseNames;

namespace Carewright.InHouse.Lots;

/// <summary>What a Device of an in-house laboratory is.</summary>
internal enum ItemKind
{
    /// <summary>A lot of kits or strips, with which patients are tested.</summary>
    Kit,

    /// <summary>A lot of control material of one level.</summary>
    Control,

    /// <summary>A meter, a refrigerator: what has upkeep.</summary>
    Instrument,
}

/// <summary>What a control is to measure of one analyte: a number within its spread, or one certain word.</summary>
/// <param name="Analyte">Code of the analyte.</param>
/// <param name="Values">Mean and standard deviation; null: it is no number.</param>
/// <param name="Expected">The word; null: it is a number.</param>
internal sealed record ControlTarget(string Analyte, TargetValues? Values, string? Expected);

/// <summary>A lot, or an instrument. It is a Device, since a kit is a manufactured device with a lot number and an expiry that an Observation can name, and R4 lets an Observation be of one.</summary>
/// <param name="Id">Logical id of the Device.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Test">Code of the test that it is for; empty of an instrument that serves several.</param>
/// <param name="Lot">Its lot or serial number.</param>
/// <param name="Expires">The last day it may be used; null of an instrument.</param>
/// <param name="IsActive">Whether it is in use.</param>
internal sealed record Item(string Id, ItemKind Kind, string Test, string Lot, DateOnly? Expires, bool IsActive)
{
    /// <summary>Name of the product, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Of a control its level.</summary>
    public string? Level { get; init; }

    /// <summary>Of a control what it is to measure.</summary>
    public IReadOnlyList<ControlTarget> Targets { get; init; } = [];

    /// <summary>Since when it is on record.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether its time is over on a day.</summary>
    internal bool IsExpired(DateOnly day) => Expires < day;

    /// <summary>The Device.</summary>
    internal JsonObject Write()
    {
        var device = new JsonObject
        {
            ["resourceType"] = "Device",
            ["identifier"] = new JsonArray(new JsonObject { ["system"] = LotNumbers, ["value"] = $"{Test}|{Level}|{Lot}" }),
            ["status"] = IsActive ? "active" : "inactive",
            ["lotNumber"] = Lot,
            ["type"] = TypeOf(),
        };
        if (Id.Length > 0)
            device["id"] = Id;
        if (Expires is { } day)
            device["expirationDate"] = Nodes.Day(day);
        if (Name is { } name)
            device["deviceName"] = new JsonArray(new JsonObject { ["name"] = name, ["type"] = "user-friendly-name" });
        if (Properties() is { Count: > 0 } properties)
            device["property"] = properties;
        return device;
    }

    /// <summary>The item of a Device; null when it is none of ours.</summary>
    internal static Item? Read(JsonObject device, DateTimeOffset? since = null)
    {
        var type = device.One("type");
        if (device.Text("id") is not { } id || !Enum.TryParse<ItemKind>(type.Code(Items), ignoreCase: true, out var kind))
            return null;
        var properties = device.Many("property").ToList();
        return new Item(id, kind, type.Code(Tests) ?? "", device.Text("lotNumber") ?? "", DayOf(device.Text("expirationDate")), device.Text("status") == "active")
        {
            Name = device.Many("deviceName").Select(name => name.Text("name")).FirstOrDefault(),
            Level = properties.Where(one => one.One("type").Code(InHouseNames.Properties) == "level").Select(WordOf).FirstOrDefault(),
            Targets = [.. properties.GroupBy(one => one.One("type").Code(Analytes), StringComparer.Ordinal).Where(group => group.Key is not null).Select(group => TargetOf(group.Key!, [.. group])).OfType<ControlTarget>()],
            Since = since,
        };
    }

    private JsonObject TypeOf()
    {
        var type = Nodes.Concept(Items, Kind.ToString().ToLowerInvariant());
        if (Test.Length > 0)
            type["coding"]!.AsArray().Add((JsonNode)new JsonObject { ["system"] = Tests, ["code"] = Test });
        return type;
    }

    private JsonArray Properties()
    {
        var properties = new JsonArray();
        if (Level is { } level)
            properties.Add((JsonNode)new JsonObject { ["type"] = Nodes.Concept(InHouseNames.Properties, "level"), ["valueCode"] = new JsonArray(new JsonObject { ["text"] = level }) });
        foreach (var target in Targets)
        {
            if (target.Values is { } values)
            {
                properties.Add((JsonNode)NumberOf(target.Analyte, "mean", values.Mean));
                properties.Add((JsonNode)NumberOf(target.Analyte, "sd", values.Deviation));
            }
            else
            {
                properties.Add((JsonNode)new JsonObject { ["type"] = TypeOf(target.Analyte, "expected"), ["valueCode"] = new JsonArray(new JsonObject { ["text"] = target.Expected }) });
            }
        }
        return properties;
    }

    private static JsonObject NumberOf(string analyte, string what, decimal value) =>
        new() { ["type"] = TypeOf(analyte, what), ["valueQuantity"] = new JsonArray(new JsonObject { ["value"] = value }) };

    private static JsonObject TypeOf(string analyte, string what)
    {
        var type = Nodes.Concept(InHouseNames.Properties, what);
        type["coding"]!.AsArray().Add((JsonNode)new JsonObject { ["system"] = Analytes, ["code"] = analyte });
        return type;
    }

    private static ControlTarget? TargetOf(string analyte, List<JsonObject> properties)
    {
        decimal? NumberOf(string what) => properties.Where(one => one.One("type").Code(InHouseNames.Properties) == what).Select(one => one.Many("valueQuantity").FirstOrDefault().Number("value")).FirstOrDefault();
        if (NumberOf("mean") is { } mean && NumberOf("sd") is > 0 and { } deviation)
            return new ControlTarget(analyte, new TargetValues(mean, deviation), null);
        var word = properties.Where(one => one.One("type").Code(InHouseNames.Properties) == "expected").Select(WordOf).FirstOrDefault();
        return word is null ? null : new ControlTarget(analyte, null, word);
    }

    private static string? WordOf(JsonObject property) => property.Many("valueCode").Select(concept => concept.Text("text")).FirstOrDefault();

    private static DateOnly? DayOf(string? text) => text is { Length: >= 10 } && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
