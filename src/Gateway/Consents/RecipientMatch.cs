using Carewright.Fhir.Json;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Consents;

/// <summary>Whether an actor is the recipient that a consent names.</summary>
internal sealed class RecipientMatch(IRecordStore store)
{
    /// <param name="recipient">Whom the consent names.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="persons">The RelatedPersons by which the actor represents patients.</param>
    internal bool Includes(ConsentRecipient recipient, Actor actor, IReadOnlyList<string> persons)
    {
        if (recipient.Role is not null || recipient.Department is not null)
            return recipient.Role == actor.Role || (recipient.Department is not null && recipient.Department == actor.Department);
        if (recipient.Reference is not { } reference)
            return false;
        if (reference == actor.FhirUser || reference == actor.Site || persons.Contains(reference))
            return true;
        return reference.Split('/')[0] switch
        {
            "PractitionerRole" => Open(reference) is { } role && role.Root.Child("practitioner").Child("reference").GetString() is { } who && who == actor.FhirUser,
            "Organization" => actor.Site is { } site && Open(site) is { } place && place.Root.Child("managingOrganization").Child("reference").GetString() == reference,
            _ => false,
        };
    }

    private ResourceDocument? Open(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && store.Read(reference[..slash], reference[(slash + 1)..]) is { IsDeleted: false } row ? ResourceDocument.Parse(row.Open()).Document : null;
    }
}
