using Carewright.Security;
using Carewright.Smart.Authorizing;

namespace Carewright.Smart.Features;

/// <summary>What the consent page shows.</summary>
internal sealed record ConsentAnswer(ConsentApp App, bool IsAsked, IReadOnlyList<ConsentScope> Scopes, IReadOnlyList<string> Refused, bool NeedsPatient, string? Patient, bool MustSignIn)
{
    /// <summary>The page for a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="app">Its app.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="mustSignIn">Whether the app wants a sign-in that is not as old.</param>
    public static ConsentAnswer Of(PendingAuthorization request, RegisteredApp app, Actor actor, bool mustSignIn)
    {
        var patient = request.Launch?.Patient ?? (actor.FhirUser?.StartsWith("Patient/", StringComparison.Ordinal) == true ? actor.FhirUser : null);
        // Staff act by the clinic's order, and the clinic has decided; a patient decides for themselves, and a proxy for the patient.
        var isAsked = !app.IsTrusted || actor.Role is Roles.Patient or Roles.Proxy;
        return new ConsentAnswer(new ConsentApp(app.Name, app.Description, new Uri(request.RedirectUri).Host), isAsked, [.. request.Asked.Texts.Select(text => ConsentScope.Of(text, request.Asked))], request.Refused,
            request.Asked.NeedsPatient && patient is null, patient, mustSignIn);
    }
}

/// <summary>The app as its user sees it, with the host that it goes back to: names can be alike.</summary>
internal sealed record ConsentApp(string Name, string Description, string Host);

/// <summary>One scope, taken apart for words.</summary>
/// <param name="Scope">The scope as it is sent back when it is allowed.</param>
/// <param name="Subject"><c>patient</c> or <c>user</c>; null for a scope that is one word.</param>
/// <param name="Type">Resource type or <c>*</c>, or null.</param>
/// <param name="Criteria">What the rows must satisfy, or null.</param>
/// <param name="MayRead">Whether it reads.</param>
/// <param name="MayChange">Whether it creates, changes or deletes.</param>
internal sealed record ConsentScope(string Scope, string? Subject, string? Type, string? Criteria, bool MayRead, bool MayChange)
{
    public static ConsentScope Of(string text, ScopeSet all) => all.Fhir.FirstOrDefault(scope => scope.Text == text) is not { } scope
        ? new ConsentScope(text, null, null, null, false, false)
        : new ConsentScope(text, scope.Subject == ScopeSubject.Patient ? "patient" : "user", scope.ResourceType, scope.Criteria, (scope.Letters & (ScopeLetters.Read | ScopeLetters.Search)) != 0,
            (scope.Letters & (ScopeLetters.Create | ScopeLetters.Update | ScopeLetters.Delete)) != 0);
}

/// <summary>What the user has decided.</summary>
/// <param name="Scopes">The scopes that are left.</param>
/// <param name="Patient">The patient that was picked (<c>Patient/x</c>), or null.</param>
internal sealed record ConsentDecision(IReadOnlyList<string> Scopes, string? Patient = null);

/// <summary>Where the browser goes now.</summary>
internal sealed record ConsentRedirect(string Redirect);
