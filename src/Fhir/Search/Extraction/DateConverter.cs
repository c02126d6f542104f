using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>Date values (FHIR R4 search.html#date): the span of what is said, open where nothing is.</summary>
internal static class DateConverter
{
    private static readonly ElementName s_start = FhirModel.R4.ResolveName("start");
    private static readonly ElementName s_end = FhirModel.R4.ResolveName("end");
    private static readonly ElementName s_event = FhirModel.R4.ResolveName("event");
    private static readonly ElementName s_repeat = FhirModel.R4.ResolveName("repeat");
    private static readonly ElementName s_bounds = FhirModel.R4.ResolveName("bounds");

    public static void Convert(Element element, TypeDefinition type, in SearchValue blank, SearchWalk walk)
    {
        DateBounds? bounds = type.Name switch
        {
            "Period" => Period(element),
            "Timing" => Timing(element),
            _ => type.Primitive is PrimitiveKind.Date or PrimitiveKind.DateTime or PrimitiveKind.Instant or PrimitiveKind.String ? Moment(element) : null,
        };
        if (bounds is { } found)
            walk.Emit(blank with { Low = found.Low, High = found.High });
    }

    private static DateBounds? Moment(Element element) => DateBounds.TryParse(element.GetUtf8(), out var bounds) ? bounds : null;

    private static DateBounds? Period(Element period)
    {
        var start = Moment(period.Child(s_start));
        var end = Moment(period.Child(s_end));
        return start is null && end is null ? null : new DateBounds(start?.Low ?? long.MinValue, end?.High ?? long.MaxValue);
    }

    /// <summary>Only the outer limits of a schedule count: its events and the period that bounds its repeats.</summary>
    private static DateBounds? Timing(Element timing)
    {
        DateBounds? outer = timing.Child(s_repeat).Child(s_bounds) is { Type.Name: "Period" } bounds ? Period(bounds) : null;
        foreach (var moment in timing.Children(s_event))
        {
            if (Moment(moment) is { } one)
                outer = outer?.Union(one) ?? one;
        }
        return outer;
    }
}
