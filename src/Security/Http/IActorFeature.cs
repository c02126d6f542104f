using Microsoft.AspNetCore.Http;

namespace Carewright.Security;

/// <summary>Why a request has no actor.</summary>
public enum ActorRefusal
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>It brought no credential: 401.</summary>
    NoCredential,

    /// <summary>Its credential is not valid, or no longer: 401.</summary>
    BadCredential,

    /// <summary>It came with the app's cookie, changes something, and lacks the app's header, as a forged request would: 403.</summary>
    NotFromApp,

    /// <summary>It claims a purpose of use that the actor's role may not claim: 403.</summary>
    PurposeNotAllowed,

    /// <summary>Its session may do nothing but set up a second factor: 401 for every door but that one.</summary>
    MustEnrol,

    /// <summary>Its session may do nothing until its person has proved once more who they are: 401 for every door but that one.</summary>
    MustProve,
}

/// <summary>Who makes this HTTP request. Set on <c>HttpContext.Features</c> for every request before any door sees it; a door answers a request without an actor in its own protocol's words.</summary>
public interface IActorFeature
{
    /// <summary>The actor; null exactly when <see cref="Refusal"/> is not <see cref="ActorRefusal.None"/>.</summary>
    Actor? Actor { get; }

    /// <summary>Why there is none.</summary>
    ActorRefusal Refusal { get; }

    /// <summary>Who was refused although the credential is good: the log names them. Null otherwise.</summary>
    Actor? Claimant => null;

    /// <summary>When the credential ends if nothing happens, UTC; null without an actor.</summary>
    DateTimeOffset? ExpiresAt { get; }

    /// <summary>
    /// The browser's session, with the time and the methods of its authentication; null for a token and without a credential. Present, too, when <see cref="Refusal"/> is
    /// <see cref="ActorRefusal.MustEnrol"/> or <see cref="ActorRefusal.MustProve"/>.
    /// </summary>
    LiveSession? Session => null;
}

/// <summary>The actor of a request.</summary>
public static class ActorOfRequest
{
    /// <summary>The request's <see cref="IActorFeature"/>.</summary>
    /// <exception cref="InvalidOperationException">No middleware has named the actor: the pipeline is wired wrongly, and nothing may be released.</exception>
    public static IActorFeature GetActor(this HttpContext context) =>
        context.Features.Get<IActorFeature>() ?? throw new InvalidOperationException("The request has passed no middleware that names its actor.");

    /// <summary>Who stands in the audit log for a request without an actor: <c>anonymous</c>, at the network address it came from.</summary>
    public static Actor Nobody(this HttpContext context) => new("anonymous", "anonymous", "", null, null, null, "api", context.AddressText(), "", null);
}
