using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Carewright.Astm.Records;
using Carewright.Kernel.Units;

namespace Carewright.Mapping.Analysers;

/// <summary>What was measured: value, unit and reference range of a result (R-4, R-5, R-6).</summary>
internal sealed partial class AstmFigure(AstmRun run, ResultRecord result)
{
    private const string Ucum = "http://unitsofmeasure.org";

    /// <summary>The value as text, its components with spaces between.</summary>
    internal string Text { get; } = string.Join(' ', Enumerable.Range(1, result.Value.Components).Select(part => result.Value.Component(part).Text.Trim(' ')).Where(text => text.Length > 0));

    /// <summary>The value as a Quantity; null when it is no number.</summary>
    internal JsonObject? Quantity()
    {
        if (NumberForm().Match(Text) is not { Success: true } found || Number(found.Groups["number"].Value) is not { } number)
            return null;
        var quantity = new JsonObject { ["value"] = number };
        if (found.Groups["sign"].Value is { Length: > 0 } sign)
            quantity["comparator"] = sign;
        AddUnit(quantity);
        return quantity;
    }

    /// <summary>Reference ranges, one for each repeat of the field; null for none.</summary>
    internal JsonArray? Range()
    {
        var ranges = result.ReferenceRange.Divide().Select(One).OfType<JsonObject>().ToArray();
        return ranges.Length == 0 ? null : AstmJson.List(ranges);
    }

    private JsonObject? One(AstmValue repeat)
    {
        var text = repeat.Component(1).Text.Trim(' ');
        if (text.Length == 0)
            return null;
        var range = new JsonObject();
        if (BetweenForm().Match(text) is { Success: true } between)
        {
            AddBound(range, "low", between.Groups["low"].Value);
            AddBound(range, "high", between.Groups["high"].Value);
        }
        else if (NumberForm().Match(text) is { Success: true } one && one.Groups["sign"].Value is { Length: > 0 } sign)
            AddBound(range, sign[0] == '<' ? "high" : "low", one.Groups["number"].Value);
        if (repeat.Component(2).Text.Trim(' ') is { Length: > 0 } of)
            text = $"{text} ({of})";
        range["text"] = text;
        return range;
    }

    private void AddBound(JsonObject range, string bound, string text)
    {
        if (Number(text) is not { } number)
            return;
        var quantity = new JsonObject { ["value"] = number };
        AddUnit(quantity);
        range[bound] = quantity;
    }

    // The sender's own word stays beside the unit that is meant.
    private void AddUnit(JsonObject quantity)
    {
        if (result.Units.Length == 0)
            return;
        quantity["unit"] = result.Units;
        if (Code() is not { } code)
            return;
        quantity["system"] = Ucum;
        quantity["code"] = code;
    }

    private string? Code() =>
        run.Context.Codes.FirstOrDefault(code => code.Table == "UNITS" && code.Code == result.Units) is { System: Ucum } own && UcumUnit.TryParse(own.Target, out _) ? own.Target
        : V2Mapping.Base.Units.TryGetValue(result.Units, out var known) ? known.Code : null;

    // As it was written: 4.10 is not 4.1.
    private static JsonNode? Number(string text) => text.Length <= 28 && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : null;

    [GeneratedRegex(@"^(?<sign>[<>]=?)?\s*(?<number>[+-]?\d+(\.\d+)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberForm();

    [GeneratedRegex(@"^(?<low>[+-]?\d+(\.\d+)?)\s*(-|to|TO|\.\.)\s*(?<high>[+-]?\d+(\.\d+)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex BetweenForm();
}
