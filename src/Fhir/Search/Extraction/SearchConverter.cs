using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>
/// Turns an element into search values of the shape that a parameter wants (FHIR R4 search.html#token, #string, #date and so on, each with its table of
/// data types). A data type that the table of
/// the shape does not name yields nothing.
/// </summary>
internal static class SearchConverter
{
    /// <summary>Converts one element.</summary>
    /// <param name="element">What the expression came to.</param>
    /// <param name="blank">A value with parameter and kind filled in.</param>
    /// <param name="walk">Where the values go.</param>
    public static void Convert(Element element, in SearchValue blank, SearchWalk walk)
    {
        if (element.Type is not { } type)
            return;
        switch (blank.Kind)
        {
            case SearchKind.Token:
                TokenConverter.Convert(element, type, blank, walk);
                break;
            case SearchKind.String:
                StringConverter.Convert(element, type, blank, walk);
                break;
            case SearchKind.Reference:
                ReferenceConverter.Convert(element, type, blank, walk);
                break;
            case SearchKind.Uri:
                ReferenceConverter.Uri(element, type, blank, walk);
                break;
            case SearchKind.Date:
                DateConverter.Convert(element, type, blank, walk);
                break;
            case SearchKind.Number or SearchKind.Quantity:
                NumberConverter.Convert(element, type, blank, walk);
                break;
            case SearchKind.Position:
                NumberConverter.Position(element, blank, walk);
                break;
        }
    }
}
