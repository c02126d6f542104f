using Carewright.InHouse.Catalogue;
using Carewright.Kernel;

namespace Carewright.InHouse.Features;

/// <summary>A value that somebody enters: a number, or one of the words of its analyte.</summary>
/// <param name="Analyte">Code of the analyte.</param>
/// <param name="Number">The number, in the analyte's unit.</param>
/// <param name="Word">The word.</param>
internal sealed record MeasuredValue(string Analyte, decimal? Number = null, string? Word = null);

/// <summary>Checks what is entered against what a test can tell.</summary>
internal static class MeasuredValues
{
    /// <summary>What is wrong: an analyte that the test has not, or twice; none of some analyte; a number or word that there cannot be.</summary>
    /// <param name="analytes">Those of which a value is wanted.</param>
    /// <param name="values">What was entered.</param>
    /// <param name="place">Where they stand in the request.</param>
    internal static IEnumerable<Issue> Check(IReadOnlyList<Analyte> analytes, IReadOnlyList<MeasuredValue> values, string place)
    {
        foreach (var (value, at) in values.Select((value, at) => (value, at)))
        {
            var analyte = analytes.FirstOrDefault(one => one.Code == value.Analyte);
            if (analyte is null || values.Take(at).Any(before => before.Analyte == value.Analyte))
                yield return Issue.Error(IssueTypes.Value, "INHOUSE-ANALYTE", "The test has no such analyte, or it stands here twice.", $"{place}[{at}].analyte");
            else if (!IsPossible(analyte, value))
                yield return Issue.Error(IssueTypes.Value, "INHOUSE-VALUE", "The analyte has no such value.", $"{place}[{at}]");
        }
        foreach (var missing in analytes.Where(analyte => values.All(value => value.Analyte != analyte.Code)))
            yield return Issue.Error(IssueTypes.Required, "INHOUSE-MISSING", $"There is no value of {missing.Code}.", place);
    }

    private static bool IsPossible(Analyte analyte, MeasuredValue value) => analyte.Kind == ResultKind.Number
        ? value.Word is null && value.Number is { } number && !(number < analyte.Least) && !(number > analyte.Most)
        : value.Number is null && value.Word is { } word && analyte.Choices.Contains(word);
}
