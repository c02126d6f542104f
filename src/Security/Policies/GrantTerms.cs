namespace Carewright.Security;

/// <summary>Considers one grant for an actor: which conditions it puts on actor and moment, whether they hold, and what the grant then opens.</summary>
internal static class GrantTerms
{
    /// <summary>One outcome, or for a grant of the broken glass one for each opened patient, and for a proxy's one for each represented patient.</summary>
    internal static IEnumerable<ConsideredGrant> Consider(TypeGrant grant, Actor actor, AccessMoment moment)
    {
        if (grant.Relationship is { IsProxy: true } && grant.Occasion != GrantOccasion.BrokenGlass)
            return moment.Represented.Length > 0
                ? RepresentedPatient.Read(moment.Represented).Select(one => Represented(grant, actor, moment, one.Patient))
                : [new ConsideredGrant(grant.Rule, [new ActorCondition("proxy", "", false)], null)];
        if (grant.Occasion != GrantOccasion.BrokenGlass)
            return [Consider(grant, actor, moment, null)];
        return moment.Opened is { Count: > 0 } patients
            ? patients.Select(patient => Consider(grant, actor, moment, patient))
            : [new ConsideredGrant(grant.Rule, [new ActorCondition("break-glass", "", false)], null)];
    }

    // A proxy stands in the patient's place: the grant is decided as it would be for the patient, of that patient's record alone.
    private static ConsideredGrant Represented(TypeGrant grant, Actor actor, AccessMoment moment, string patient)
    {
        var considered = Consider(grant with { Relationship = null, InCompartment = true }, actor with { FhirUser = patient }, moment, null);
        return considered with { Conditions = [new ActorCondition("proxy", patient, true), .. considered.Conditions] };
    }

    private static ConsideredGrant Consider(TypeGrant grant, Actor actor, AccessMoment moment, string? opened)
    {
        var conditions = new List<ActorCondition>();
        if (opened is not null)
            conditions.Add(new ActorCondition("break-glass", opened, true));
        if (grant.Occasion == GrantOccasion.Emergency)
            conditions.Add(new ActorCondition("emergency", "", moment.IsEmergency));
        Among("purpose", grant.Purposes, actor.Purpose);
        Among("site", grant.Sites, actor.Site);
        Among("department", grant.Departments, actor.Department);
        if (grant.Times.Count > 0)
            conditions.Add(new ActorCondition("time", string.Join(", ", grant.Times), grant.Times.Any(moment.IsOpen)));
        var filter = grant.Filter is null ? null : Placeholders.Fill(grant.Filter, actor);
        Known(grant.Filter?.Contains('{', StringComparison.Ordinal) == true, grant.Filter, filter);
        var patient = grant.InCompartment ? Placeholders.PatientOf(actor) : null;
        Known(grant.InCompartment, "{patient}", patient);
        var practitioner = Placeholders.PractitionerOf(actor);
        Known(grant.Relationship is not null, "{practitioner}", practitioner);
        return new ConsideredGrant(grant.Rule, conditions, conditions.TrueForAll(one => one.Holds) ? Grant() : null);

        void Among(string kind, IReadOnlyList<string> wanted, string? value)
        {
            if (wanted.Count > 0)
                conditions.Add(new ActorCondition(kind, string.Join(", ", wanted), value is not null && wanted.Contains(value)));
        }

        void Known(bool isAsked, string? what, string? value)
        {
            if (isAsked)
                conditions.Add(new ActorCondition("identity", what ?? "", value is not null));
        }

        RowGrant Grant() => new(grant.Rule, filter, opened ?? patient, grant.Hidden)
        {
            VisibleExtensions = grant.VisibleExtensions,
            Owner = grant.IsOwn ? actor.UserName : null,
            Relationship = grant.Relationship is { } rule ? new RelationshipTo(rule, practitioner!, moment.Day) : null,
        };
    }
}
