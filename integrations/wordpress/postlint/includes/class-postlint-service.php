<?php
/**
 * Asking the service.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * One question, one answer, and nothing kept.
 */
final class Postlint_Service {

	const LONGEST_ANSWER = 5000000; // Bytes.

	/**
	 * Whether a text may become public. Whatever goes wrong, the answer is that it may not.
	 *
	 * @param string $html     The text.
	 * @param bool   $rewrites Whether to look for what to write instead, which takes longer.
	 */
	public function check( string $html, bool $rewrites = false ): Postlint_Answer {
		$set       = Postlint_Settings::all();
		$objection = Postlint_Settings::objection_to( $set['url'] );
		if ( '' !== $objection ) {
			return Postlint_Answer::unchecked( $objection );
		}
		if ( '' === Postlint_Settings::token() ) {
			return Postlint_Answer::unchecked( __( 'No token is set (Settings, postlint).', 'postlint' ) );
		}
		$question = array(
			'text'     => $html,
			'format'   => 'html',
			'rewrites' => $rewrites,
		);
		$profiles = preg_split( '/[\s,]+/', $set['profile'], -1, PREG_SPLIT_NO_EMPTY );
		if ( $profiles ) {
			$question['profile'] = $profiles;
		}
		if ( '' !== $set['audience'] ) {
			$question['audience'] = $set['audience'];
		}
		$body = wp_json_encode( $question );
		if ( false === $body ) {
			return Postlint_Answer::unchecked( __( 'The text is not UTF-8.', 'postlint' ) );
		}
		$response = $this->send( $set['url'], $body, (float) $set['timeout'] );
		if ( is_wp_error( $response ) ) {
			return Postlint_Answer::unchecked( __( 'postlint does not answer.', 'postlint' ) );
		}
		$said = json_decode( wp_remote_retrieve_body( $response ), true, 64 );
		return Postlint_Answer::of( (int) wp_remote_retrieve_response_code( $response ), $said, (bool) $set['hold_review'] );
	}

	/**
	 * Post the question, straight to the service: neither a redirect nor a proxy of WordPress's is to see a draft.
	 *
	 * @param string $url     The address of the service.
	 * @param string $body    The question, in JSON.
	 * @param float  $timeout Seconds.
	 * @return array|WP_Error
	 */
	private function send( string $url, string $body, float $timeout ) {
		$straight = static function () {
			return false;
		};
		add_filter( 'pre_http_send_through_proxy', $straight, PHP_INT_MAX );
		try {
			return wp_remote_post(
				rtrim( $url, '/' ) . '/v1/check',
				array(
					'timeout'             => $timeout,
					'redirection'         => 0,
					'limit_response_size' => self::LONGEST_ANSWER,
					'user-agent'          => 'postlint-wordpress/' . POSTLINT_PLUGIN_VERSION,
					'headers'             => array(
						'Authorization' => 'Bearer ' . Postlint_Settings::token(),
						'Content-Type'  => 'application/json',
					),
					'body'                => $body,
				)
			);
		} finally {
			remove_filter( 'pre_http_send_through_proxy', $straight, PHP_INT_MAX );
		}
	}
}
