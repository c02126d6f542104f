namespace Carewright.FhirApi.Routing;

/// <summary>The lexical rule of ids (FHIR R4 datatypes.html#id).</summary>
internal static class FhirId
{
    internal static bool IsValid(string id)
    {
        if (id.Length is 0 or > 64)
            return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.'))
                return false;
        }
        return true;
    }
}
