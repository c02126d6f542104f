using Carewright.Administration.Http;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>POST /auth/sign-in/factor</c>: the second step, by a code.</summary>
internal static class ProveFactor
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/sign-in/factor", HandleAsync).AddEndpointFilter(new AppRequestRule("auth")).AddEndpointFilter(SignInLimit.FilterAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, Authenticator authenticator, FactorRegister factors, TimeProvider time, SignInAnswers answers)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.ProveFactorRequest);
        if (request is null)
            return problem!;
        if (FactorProofs.ByCode(request.Kind, request.Code, factors, time) is not { } proof)
            return Problems.Of(StatusCodes.Status400BadRequest, "no-such-kind", "There is no such kind of code");
        var step = await authenticator.ContinueAsync(request.Challenge, proof, context.AddressText(), context.RequestAborted);
        return await answers.AnswerAsync(context, step, null);
    }
}

/// <summary>Body of a second step by a code.</summary>
internal sealed record ProveFactorRequest(string Challenge, string Kind, string Code);
